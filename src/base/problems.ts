import { type Duration, type Instant, seconds, since } from "./instant.ts";
import type { Note } from "./note.ts";

export type Facts = NonNullable<Note["with"]>;

/** A cause of lost traffic that an operator can remove, and how. */
export interface Cause {
  /** What to do, in the imperative. */
  readonly advice: string;
  /** Reported from this occurrence on, since a single one may be chance. Absent = 1. */
  readonly from?: number;
}

/** One cause at one place. */
export interface Problem {
  readonly cause: string;
  /** A peer's MAC, a socket, a community. */
  readonly who: string;
  /** What was expected and what was found. */
  readonly facts: Facts;
  readonly advice: string;
  readonly since: Instant;
  readonly last: Instant;
  readonly count: number;
}

/**
 * What keeps traffic from flowing, by cause and place. Most causes are learned from datagrams whose source may be
 * forged, so each has its own bounded table and its own rate of warnings, however many places there seem to be.
 */
export class Problems<Name extends string> {
  readonly #byCause: ReadonlyMap<string, Ledger>;
  #untroubled = true;

  constructor(causes: Readonly<Record<Name, Cause>>) {
    this.#byCause = new Map(Object.entries<Cause>(causes).map(([name, cause]) => [name, new Ledger(name, cause)]));
  }

  /** Counts an occurrence. Returns the warning to log; undefined = it was logged recently, or too many others were. */
  met(cause: Name, who: string, facts: Facts, now: Instant): Note | undefined {
    this.#untroubled = false;
    return this.#byCause.get(cause)!.met(who, facts, now);
  }

  /** The problem is over at this place. Called for every frame, mostly of peers that never had one. */
  over(cause: Name, who: string): void {
    if (this.#untroubled) return;
    this.#byCause.get(cause)!.known.delete(who);
  }

  /** The recent ones, latest first. */
  current(now: Instant): readonly Problem[] {
    return [...this.#byCause.values()].flatMap((ledger) => ledger.current(now)).sort((a, b) => b.last - a.last);
  }
}

/** The places of one cause. */
class Ledger {
  readonly known = new Map<string, Known>();
  readonly #name: string;
  readonly #cause: Cause;
  #allowance: number = tuned.burst;
  #refilledAt: Instant | undefined;

  constructor(name: string, cause: Cause) {
    this.#name = name;
    this.#cause = cause;
  }

  met(who: string, facts: Facts, now: Instant): Note | undefined {
    const known = this.#at(who, now);
    known.facts = facts;
    known.last = now;
    known.count++;
    if (known.count < (this.#cause.from ?? 1)) return undefined;
    if (known.saidAt !== undefined && since(known.saidAt, now) < tuned.sayAgain) return undefined;
    if (!this.#mayWarn(now)) return undefined;
    known.saidAt = now;
    return { level: "warning", what: this.#name, with: { ...facts, do: this.#cause.advice } };
  }

  current(now: Instant): readonly Problem[] {
    const { advice, from = 1 } = this.#cause;
    return [...this.known]
      .filter(([, { last, count }]) => count >= from && since(last, now) < tuned.keepFor)
      .map(([who, { facts, since, last, count }]) => ({
        cause: this.#name,
        who,
        facts,
        advice,
        since,
        last,
        count,
      }));
  }

  /** When the table is full, further places are counted under `others`. */
  #at(who: string, now: Instant): Known {
    const known = this.known.get(who);
    if (known !== undefined && since(known.last, now) < tuned.keepFor) return known;
    this.known.delete(who);
    if (this.known.size >= tuned.placesPerCause) this.#forget(now);
    if (this.known.size >= tuned.placesPerCause && who !== others) return this.#at(others, now);
    const fresh: Known = { facts: {}, since: now, last: now, count: 0, saidAt: undefined };
    this.known.set(who, fresh);
    return fresh;
  }

  #forget(now: Instant): void {
    for (const [who, { last }] of this.known) if (since(last, now) >= tuned.keepFor) this.known.delete(who);
  }

  #mayWarn(now: Instant): boolean {
    const gained = this.#refilledAt === undefined ? 0 : Math.max(0, since(this.#refilledAt, now)) / tuned.warningEvery;
    this.#allowance = Math.min(tuned.burst, this.#allowance + gained);
    this.#refilledAt = now;
    if (this.#allowance < 1) return false;
    this.#allowance--;
    return true;
  }
}

const others = "others";

interface Known {
  facts: Facts;
  readonly since: Instant;
  last: Instant;
  count: number;
  saidAt: Instant | undefined;
}

/** Tunable. */
const tuned = {
  placesPerCause: 16,
  /** How often a warning is repeated while its cause persists. */
  sayAgain: seconds(600),
  /** A problem that has not occurred for this long is removed. */
  keepFor: seconds(300),
  /** Warnings of one cause. */
  burst: 4,
  warningEvery: seconds(10),
} as const satisfies Record<string, number | Duration>;
