import type { RunningSupernode } from "../../status/supernode-status.ts";
import type { RunningEdge } from "../../status/edge-status.ts";
import { type LeaseRow, secondsOf, secretName } from "./picture.ts";

/** By community and address, as `supernode leases` shows them. */
export const supernodeLeases = ({ leases }: Pick<RunningSupernode, "leases">): readonly LeaseRow[] =>
  leases
    .map(({ community, isSecret, address, mac, description, state, lastSeen, until }) => ({
      community: isSecret ? secretName : community,
      address,
      mac: mac ?? "",
      name: description,
      state,
      last_seen: secondsOf(lastSeen),
      until: secondsOf(until),
    }))
    .sort(byAddress);

/** What an edge knows: the addresses of its peers. */
export const edgeLeases = ({ peers, community = secretName }: RunningEdge): readonly LeaseRow[] =>
  peers
    .flatMap(({ address, mac, description, lastSeen }) => {
      if (address === undefined || address.address === "0.0.0.0") return [];
      const facts = { mac, name: description ?? "", last_seen: secondsOf(lastSeen), until: 0 };
      return [{ community, address: address.address, state: "in use" as const, ...facts }];
    })
    .sort(byAddress);

const byAddress = (a: LeaseRow, b: LeaseRow): number =>
  order(a.community, b.community) || order(sortable(a.address), sortable(b.address));

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const sortable = (address: string): string =>
  address
    .split(".")
    .map((part) => part.padStart(3, "0"))
    .join(".");
