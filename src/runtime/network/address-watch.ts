import { localAddresses, underlayAddresses, type LocalAddress } from "../datapath/local-addresses.ts";

export interface AddressNews {
  /** The machine's addresses on the underlay are others than before, and there are some. */
  changed(): void;
  /** The address that the socket is bound to went from the machine's interfaces, or is on one again. */
  bound(isThere: boolean): void;
}

/** Notices that the machine's addresses on the underlay change: another Wi-Fi, a cable, a new lease. */
export class AddressWatch {
  readonly #overlay: string;
  readonly #bound: string | undefined;
  readonly #on: AddressNews;
  readonly #look: () => readonly LocalAddress[];
  readonly #all: () => readonly LocalAddress[];
  #known: string;
  #isBoundThere = true;

  /** `overlay`: its device, which is no network in this sense. `bound`: one address; undefined = all. */
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

  /** Without an address nothing can be sent, so the next one matters. */
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
