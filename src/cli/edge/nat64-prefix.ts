import { behindNat64 } from "../../base/address/nat64.ts";
import { discoverNat64 } from "../../runtime/network/discover-nat64.ts";

/** Tunable: after a change of the network, the resolver may follow later; in milliseconds. */
const tuned = { again: [1000, 3000, 10_000] } as const;

/** The prefix by which the network that this machine is in reaches IPv4 through NAT64. */
export class Nat64Prefix implements Disposable {
  readonly #discover: () => Promise<string | undefined>;
  readonly #changed: (prefix: string | undefined) => void;
  #prefix: string | undefined;
  #timers: readonly NodeJS.Timeout[] = [];
  #looks = 0;

  /** `first`: found before, by `discover`. */
  constructor(
    first: string | undefined,
    changed: (prefix: string | undefined) => void,
    discover: () => Promise<string | undefined> = discoverNat64,
  ) {
    this.#prefix = first;
    this.#changed = changed;
    this.#discover = discover;
  }

  /** The IPv4 address that this one stands for, or itself. */
  ipv4Of(address: string): string {
    return (this.#prefix !== undefined ? behindNat64(address, this.#prefix) : undefined) ?? address;
  }

  /** The network has changed. */
  look(): void {
    this[Symbol.dispose]();
    this.#timers = tuned.again.map((after) => setTimeout(() => void this.#look(), after).unref());
    void this.#look();
  }

  [Symbol.dispose](): void {
    // What is being looked up now says nothing any more.
    this.#looks++;
    for (const timer of this.#timers) clearTimeout(timer);
  }

  async #look(): Promise<void> {
    const number = ++this.#looks;
    const found = await this.#discover();
    // A slow answer of a resolver that is out of reach now says nothing about this network.
    if (number !== this.#looks || found === this.#prefix) return;
    this.#prefix = found;
    this.#changed(found);
  }
}
