import { type Duration, type Instant, after, since } from "../base/instant.ts";
import { tuned } from "./timing.ts";

/**
 * Notices that the supernode says nothing although frames travel through it: it may have restarted and forgotten us,
 * and then drops what peers send. The reference finds out at its next registration, up to 20 s later.
 */
export class Silence {
  readonly #registerEvery: Duration;
  #heard: Instant | undefined;
  /** Suspicions since then: each doubles the patience, for most silences are only quiet peers. */
  #suspicions = 0;
  #until: Instant | undefined;

  constructor(registerEvery: Duration) {
    this.#registerEvery = registerEvery;
  }

  heard(now: Instant): void {
    this.#heard = now;
    this.#suspicions = 0;
  }

  /** A frame went, or came, through the supernode. */
  relayed(now: Instant): void {
    if (this.#until === undefined || now > this.#until) this.#heard = now;
    this.#until = after(now, tuned.relayInterest);
  }

  /** What it said in the meantime we may not have seen yet. */
  excuse(now: Instant): void {
    if (this.#heard !== undefined) this.#heard = now;
  }

  suspected(): void {
    this.#suspicions++;
  }

  /** When silence becomes suspicious; undefined = not before the next regular registration. */
  due(): Instant | undefined {
    if (this.#heard === undefined || this.#until === undefined) return undefined;
    const at = after(this.#heard, (tuned.quietRegister * 2 ** Math.min(this.#suspicions, 10)) as Duration);
    return at <= this.#until && since(this.#heard, at) < this.#registerEvery ? at : undefined;
  }
}
