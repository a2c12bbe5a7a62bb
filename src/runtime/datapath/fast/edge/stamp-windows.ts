import { endpointKey, type Endpoint } from "../../../../base/address/endpoint.ts";
import type { Mac } from "../../../../base/address/mac.ts";
import type { StampWindow } from "../../../../seal/stamps/window.ts";
import type { Core } from "./core.ts";

/** The windows that the machine shares with the worker, by sender and by index in the forwarding table. */
export class StampWindows {
  /** The window of the current supernode. */
  ofRelay: StampWindow | undefined;
  readonly #core: Core;
  readonly #bySender = new Map<string, StampWindow>();
  readonly #places = new Map<string, number>();
  readonly #byPlace: (StampWindow | undefined)[] = [];
  #relay: string | undefined;

  constructor(core: Core) {
    this.#core = core;
  }

  of(sender: string): StampWindow | undefined {
    return this.#bySender.get(sender);
  }

  at(place: number): StampWindow | undefined {
    return this.#byPlace[place];
  }

  share(sender: string, window: StampWindow | undefined): void {
    if (window === undefined) this.#bySender.delete(sender);
    else this.#bySender.set(sender, window);
    this.#apply(sender);
    if (sender === this.#relay) this.#applyRelay();
  }

  /** The peer's index in the forwarding table changed; −1 = removed. */
  placed(peer: Mac, place: number): void {
    const before = this.#places.get(peer);
    if (before !== undefined && before !== place) this.#byPlace[before] = undefined;
    if (place < 0) this.#places.delete(peer);
    else this.#places.set(peer, place);
    this.#apply(peer);
  }

  relay(supernode: Endpoint | undefined): void {
    this.#relay = supernode && endpointKey(supernode);
    this.#applyRelay();
  }

  #apply(sender: string): void {
    const place = this.#places.get(sender);
    if (place === undefined) return;
    const window = this.#bySender.get(sender);
    this.#byPlace[place] = window;
    this.#core.call.setStamped(place, Number(window !== undefined));
  }

  #applyRelay(): void {
    this.ofRelay = this.#relay === undefined ? undefined : this.#bySender.get(this.#relay);
    this.#core.call.setRelayStamped(Number(this.ofRelay !== undefined));
  }
}
