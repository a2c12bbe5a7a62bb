import { localAddresses, underlayAddresses, type LocalAddress } from "../datapath/local-addresses.ts";

export interface AddressNews {
  /** The machine's underlay addresses have changed, and there is at least one. */
  changed(): void;
  /** The address that the socket is bound to has disappeared from the interfaces, or is back. */
  bound(isThere: boolean): void;
}

/** Detects changes of the machine's underlay addresses: another Wi-Fi, a cable, a new lease. */
export class AddressWatch {
  readonly #overlay: string;
  readonly #bound: string | undefined;
  readonly #on: AddressNews;
  readonly #look: () => readonly LocalAddress[];
  readonly #all: () => readonly LocalAddress[];
  #known: string;
  #isBoundThere = true;

  /** `overlay`: its device, which does not count. `bound`: one address; undefined = all. */
  constructor(
    { overlay, bound }: { readonly overlay: string; readonly bound?: string },
    on: AddressNews,
    look: () => readonly LocalAddress[] = underlayAddresses,
    all: () => readonly LocalAddress[] = localAddresses,
  ) {
    this.#overlay = overlay;
    this.#bound = bound;
    this.#on = on;
    this.#look = look;
    this.#all = all;
    this.#known = underlay(overlay, look());
  }

  /** Without an address nothing can be sent, so the next one counts as a change. */
  check(): void {
    const isThere = this.#bound === undefined || this.#all().some(({ address }) => address === this.#bound);
    if (isThere !== this.#isBoundThere) this.#on.bound(isThere);
    this.#isBoundThere = isThere;
    const known = underlay(this.#overlay, this.#look());
    if (known === this.#known) return;
    this.#known = known;
    if (known !== "") this.#on.changed();
  }
}

function underlay(overlay: string, present: readonly LocalAddress[]): string {
  return present
    .filter(({ device, internal }) => device !== overlay && !internal)
    .map(({ device, address }) => `${device} ${address}`)
    .sort()
    .join();
}
