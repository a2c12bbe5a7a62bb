import { type Endpoint, sameEndpoint } from "../base/endpoint.ts";
import { type Instant, after } from "../base/instant.ts";
import { nullMac } from "../base/mac.ts";
import type { Outbox } from "./outbox.ts";
import type { Self } from "./self.ts";
import type { Supernodes } from "./supernodes.ts";
import { tuned } from "./timing.ts";

/**
 * Pings the supernode that the person likes best while another one serves us: edges that fell back at different times
 * would otherwise stay apart, each registered where the others do not look.
 */
export class Preference {
  readonly #self: Self;
  readonly #out: Outbox;
  readonly #supernodes: Supernodes;
  #due: Instant | undefined;

  constructor(self: Self, out: Outbox, supernodes: Supernodes) {
    this.#self = self;
    this.#out = out;
    this.#supernodes = supernodes;
  }

  /** Begins when the supernode that serves us is not the first of the list, ends when it is. */
  watch(now: Instant): void {
    this.#due = this.#supernodes.preferred && (this.#due ?? after(now, tuned.sweepEvery));
  }

  stop(): void {
    this.#due = undefined;
  }

  due(): Instant | undefined {
    return this.#due;
  }

  tick(now: Instant): void {
    if (this.#due === undefined || now < this.#due) return;
    const preferred = this.#supernodes.preferred;
    this.#due = preferred && after(now, tuned.sweepEvery);
    if (preferred !== undefined) this.#out.send(preferred, this.#self.query(nullMac));
  }

  /** Is this answer to a ping the preferred one's? */
  isBack(from: Endpoint): boolean {
    const preferred = this.#supernodes.preferred;
    return preferred !== undefined && sameEndpoint(from, preferred);
  }
}
