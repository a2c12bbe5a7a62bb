import { type Duration, type Instant, after, earliest, since } from "../../base/instant.ts";
import { tuned } from "../timing.ts";

/**
 * Detects that the supernode is silent although frames travel through it: it may have restarted and forgotten us, and
 * then drops peers' frames. The reference notices at its next registration, up to 20 s later.
 */
export class Silence {
  registerEvery: Duration;
  readonly #idle: Duration | undefined;
  #heard: Instant | undefined;
  /** Suspicions since then: each doubles the patience, because most silences are just quiet peers. */
  #suspicions = 0;
  #until: Instant | undefined;

  /** `idle`: how much silence is suspicious on an idle connection; absent = the next registration is soon enough. */
  constructor(registerEvery: Duration, idle?: Duration) {
    this.registerEvery = registerEvery;
    this.#idle = idle;
  }

  heard(now: Instant): void {
    this.#heard = now;
    this.#suspicions = 0;
  }

  /** It acknowledged, as it does for any edge: it is reachable, whatever it knows of us. */
  acknowledged(now: Instant): void {
    if (this.#idle !== undefined) this.#heard = now;
  }

  /** A frame was sent or received through the supernode. */
  relayed(now: Instant): void {
    if (this.#until === undefined || now > this.#until) this.#heard = now;
    this.#until = after(now, tuned.relayInterest);
  }

  /** We were held up, and its messages may be waiting unread. */
  excuse(now: Instant): void {
    if (this.#heard !== undefined) this.#heard = now;
  }

  suspected(): void {
    this.#suspicions++;
  }

  /** When silence becomes suspicious; undefined = not before the next regular registration. */
  due(): Instant | undefined {
    if (this.#heard === undefined) return undefined;
    return earliest(this.#whileRelaying(this.#heard), this.#idle && after(this.#heard, this.#idle));
  }

  #whileRelaying(heard: Instant): Instant | undefined {
    if (this.#until === undefined) return undefined;
    const at = after(heard, (tuned.quietRegister * 2 ** Math.min(this.#suspicions, 10)) as Duration);
    return at <= this.#until && since(heard, at) < this.registerEvery ? at : undefined;
  }
}
