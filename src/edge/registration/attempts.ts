import { type Endpoint, sameEndpoint } from "../../base/address/endpoint.ts";
import { type Duration, type Instant, since } from "../../base/instant.ts";
import { type Random, fraction } from "../../base/random.ts";
import { spec, tuned } from "../timing.ts";

/** The unanswered REGISTER_SUPERs to one supernode, and the rounds that got none anywhere (fact sheet §10.2). */
export class RegistrationAttempts {
  readonly #random: Random;
  readonly #most: number;
  /** All attempts have the same cookie, so that a late answer still counts. */
  #waiting: { readonly cookie: number; readonly to: Endpoint; readonly at: Instant } | undefined;
  /** The latest of them. */
  #latest: Instant | undefined;
  #count = 0;
  #fruitlessRounds = 0;
  #refusals = 0;

  /** `most`: attempts per supernode. */
  constructor(random: Random, most: number) {
    this.#random = random;
    this.#most = most;
  }

  get waiting(): boolean {
    return this.#waiting !== undefined;
  }

  /** No answer for at least one full wait, and nothing else either: `heard` is when it last relayed something to us. */
  silent(heard: Instant | undefined): boolean {
    if (this.#waiting === undefined || this.#isTalking(heard)) return false;
    return this.#count > 1 || this.#fruitlessRounds > 0;
  }

  /** An earlier one got no answer. */
  get isRepeated(): boolean {
    return this.#count > 1;
  }

  /** The supernode has used up its attempts. One that keeps relaying frames to us is busy, and gets more. */
  exhausted(heard: Instant | undefined): Endpoint | undefined {
    const most = this.#most + (this.#isTalking(heard) ? tuned.talkingAttempts : 0);
    return this.#count >= most ? this.#waiting?.to : undefined;
  }

  /** Starts another attempt; returns its cookie. */
  next(to: Endpoint, now: Instant): number {
    this.#waiting ??= { cookie: this.#random.u32(), to, at: now };
    this.#latest = now;
    this.#count++;
    return this.#waiting.cookie;
  }

  /** The answer's round trip; undefined if it may belong to several attempts. */
  delay(now: Instant): Duration | undefined {
    return this.#waiting !== undefined && this.#count === 1 ? since(this.#waiting.at, now) : undefined;
  }

  expects(from: Endpoint, cookie: number): boolean {
    const waiting = this.#waiting;
    return waiting !== undefined && sameEndpoint(from, waiting.to) && cookie === waiting.cookie;
  }

  answered(): void {
    this.forget();
    this.#fruitlessRounds = 0;
  }

  /** Counts as an answer: the supernode is not silent. */
  refused(): void {
    const refusals = this.#refusals + 1;
    this.answered();
    this.#refusals = refusals;
  }

  /** The last answer was a refusal. */
  get areRefused(): boolean {
    return this.#refusals > 0;
  }

  /** This supernode has refused so often that another may be asked. */
  get haveBeenRefused(): boolean {
    return this.#refusals >= tuned.refusals;
  }

  /** A round without an answer. */
  fruitless(): void {
    this.forget();
    this.#fruitlessRounds++;
  }

  /** Answers to earlier messages no longer count. */
  forget(): void {
    this.#waiting = undefined;
    this.#count = 0;
    this.#refusals = 0;
  }

  /**
   * With 10 % jitter, because the edges of a restarted supernode must not synchronise. If there are fewer attempts,
   * each waits longer, so that a supernode has the same time to answer. A busy edge waits as long as the reference,
   * because other programs on the machine are then busy too.
   */
  wait(isBusy: boolean): Duration {
    const usual = isBusy ? tuned.registerRetryMax : tuned.registerRetry;
    const first = (usual * spec.registerAttempts) / this.#most;
    const wait = Math.min(first * 2 ** Math.min(this.#fruitlessRounds, 4), tuned.registerRetryMax);
    return (wait * (1 + fraction(this.#random) / 10)) as Duration;
  }

  /** Whether it still relays. Frames that were under way when it fell silent arrive soon after the first attempt, and none later. */
  #isTalking(heard: Instant | undefined): boolean {
    if (this.#waiting === undefined || this.#latest === undefined || heard === undefined) return false;
    return heard >= this.#waiting.at && since(heard, this.#latest) < tuned.talkingPause;
  }
}
