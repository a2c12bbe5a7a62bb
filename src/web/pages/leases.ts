import type { Picture } from "./picture.ts";

/** One row per address in use. */
export interface LeaseRow {
  readonly community: string;
  readonly address: string;
  readonly mac: string;
  readonly name: string;
  readonly last_seen: number;
}

/** The addresses that members have now, by community and address. */
export const leasesOf = ({ members }: Picture): readonly LeaseRow[] =>
  members
    .filter(({ address }) => address !== "" && address !== "0.0.0.0")
    .map(({ community, address, mac, name, last_seen }) => ({ community, address, mac, name, last_seen }))
    .sort((a, b) => order(a.community, b.community) || order(sortable(a.address), sortable(b.address)));

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const sortable = (address: string): string =>
  address
    .split(".")
    .map((part) => part.padStart(3, "0"))
    .join(".");
