import { readFileSync } from "node:fs";
import { localAddresses, underlayAddresses, type LocalAddress } from "../datapath/local-addresses.ts";
import { wayOutIn, type WayOut } from "./default-gateway.ts";
import { routesIn } from "./kernel-routes.ts";

export interface AddressNews {
  /** The machine's underlay addresses have changed, and there is at least one; or its default route leads elsewhere. */
  changed(): void;
  /** The address that the socket is bound to has disappeared from the interfaces, or is back. */
  bound(isThere: boolean): void;
}

/** Detects that the machine has other underlay addresses (another Wi-Fi, a cable, a new lease) or uses another of its uplinks. */
export class AddressWatch {
  readonly #overlay: string;
  readonly #bound: string | undefined;
  readonly #on: AddressNews;
  readonly #look: () => readonly LocalAddress[];
  readonly #all: () => readonly LocalAddress[];
  readonly #out: () => WayOut | undefined;
  #known: string;
  #way: string | undefined;
  #isBoundThere = true;

  /** `overlay`: its device, which does not count. `bound`: one address; undefined = all. */
  constructor(
    { overlay, bound }: { readonly overlay: string; readonly bound?: string },
    on: AddressNews,
    look: () => readonly LocalAddress[] = underlayAddresses,
    all: () => readonly LocalAddress[] = localAddresses,
    out: () => WayOut | undefined = () => wayOut(overlay),
  ) {
    this.#overlay = overlay;
    this.#bound = bound;
    this.#on = on;
    this.#look = look;
    this.#all = all;
    this.#out = out;
    this.#known = underlay(overlay, look());
    this.#way = wayText(out());
  }

  /**
   * Without an address nothing can be sent, so the next one counts as a change. A default route that comes back as it was
   * does not: DHCP clients replace it.
   */
  check(): void {
    const isThere = this.#bound === undefined || this.#all().some(({ address }) => address === this.#bound);
    if (isThere !== this.#isBoundThere) this.#on.bound(isThere);
    this.#isBoundThere = isThere;
    const known = underlay(this.#overlay, this.#look());
    const way = wayText(this.#out()) ?? this.#way;
    if (known === this.#known && way === this.#way) return;
    this.#known = known;
    this.#way = way;
    if (known !== "") this.#on.changed();
  }
}

/** Undefined too if the system does not say. */
function wayOut(overlay: string): WayOut | undefined {
  try {
    return wayOutIn(routesIn(readFileSync("/proc/net/route", "latin1")), overlay);
  } catch {
    return undefined;
  }
}

const wayText = (way: WayOut | undefined): string | undefined => way && `${way.device} ${way.address ?? ""}`;

function underlay(overlay: string, present: readonly LocalAddress[]): string {
  return present
    .filter(({ device, internal }) => device !== overlay && !internal)
    .map(({ device, address }) => `${device} ${address}`)
    .sort()
    .join();
}
