import { type Duration, type Instant, milliseconds, seconds, since } from "../../base/instant.ts";
import type { Note } from "../../base/note.ts";
import type { SupernodeAction } from "../action.ts";

/** A burst of lines, then one per `every`: forged datagrams must not flood the log. */
export class Pace {
  readonly #burst: number;
  readonly #every: Duration;
  #left: number;
  #at: Instant | undefined;
  #unsaid = 0;

  constructor(burst: number, every: Duration) {
    this.#burst = burst;
    this.#every = every;
    this.#left = burst;
  }

  /** Undefined = log nothing now. Otherwise how many lines were suppressed before this one. */
  take(now: Instant): number | undefined {
    this.#at ??= now;
    const gained = Math.floor(Math.max(0, since(this.#at, now)) / this.#every);
    if (gained > 0 || now < this.#at) this.#at = now;
    this.#left = Math.min(this.#burst, this.#left + gained);
    if (this.#left === 0) {
      this.#unsaid++;
      return undefined;
    }
    this.#left--;
    const unsaid = this.#unsaid;
    this.#unsaid = 0;
    return unsaid;
  }
}

/** Limits of the log lines that datagrams cause, by level. */
export class NotePace {
  readonly #paces: Partial<Record<Note["level"], Pace>> = {
    warning: new Pace(20, seconds(1)),
    info: new Pace(1000, milliseconds(20)),
    debug: new Pace(100, milliseconds(50)),
  };

  /** Removes notes above the limit; the next one that is logged has their number. */
  of(actions: readonly SupernodeAction[], now: Instant): readonly SupernodeAction[] {
    if (!actions.some(({ kind }) => kind === "note")) return actions;
    return actions.flatMap((action) => {
      const pace = action.kind === "note" ? this.#paces[action.note.level] : undefined;
      if (action.kind !== "note" || pace === undefined) return [action];
      const unsaid = pace.take(now);
      if (unsaid === undefined) return [];
      const { note } = action;
      return [unsaid === 0 ? action : { kind: "note", note: { ...note, with: { ...note.with, unsaid } } }];
    });
  }
}
