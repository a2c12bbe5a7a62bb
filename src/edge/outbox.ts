import type { Endpoint } from "../base/address/endpoint.ts";
import { type Instant, instant } from "../base/instant.ts";
import type { Note } from "../base/note.ts";
import { type Facts, type Problem, Problems } from "../base/problems.ts";
import type { Message } from "../wire/message.ts";
import type { EdgeAction } from "./action.ts";
import { type EdgeCause, edgeCauses } from "./problems.ts";
import { type EdgeDrop, edgeDrops } from "../status/edge-drops.ts";
import type { EdgeNote } from "../status/edge-notes.ts";
import { TrafficCounters } from "./frames/traffic-counters.ts";
import type { Headers } from "./headers/headers.ts";

/** Collects the actions of one `handle`, and counts drops. */
export class Outbox {
  readonly drops = new Map<EdgeDrop, number>();
  readonly traffic = new TrafficCounters();
  readonly #headers: Headers;
  readonly #problems = new Problems(edgeCauses);
  #actions: EdgeAction[] = [];
  #now = instant(0);

  constructor(headers: Headers) {
    this.#headers = headers;
  }

  /** Sets the time of the actions that follow. */
  at(now: Instant): void {
    this.#now = now;
  }

  do(action: EdgeAction): void {
    this.#actions.push(action);
  }

  /** `ttl`: the IP TTL; absent = the system's. `size`: the least size of the datagram, in bytes; zeros fill it. */
  send(to: Endpoint, message: Message, { ttl, size }: { readonly ttl?: number; readonly size?: number } = {}): void {
    const bytes = this.#headers.seal(message, this.#now, size);
    this.#actions.push(ttl === undefined ? { kind: "send", to, bytes } : { kind: "send", to, bytes, ttl });
  }

  announce(message: Message): void {
    this.#actions.push({ kind: "announce", bytes: this.#headers.seal(message, this.#now) });
  }

  note(level: Note["level"], what: EdgeNote, facts?: NonNullable<Note["with"]>): void {
    this.#actions.push({ kind: "note", note: facts === undefined ? { level, what } : { level, what, with: facts } });
  }

  /** A problem that an operator can fix: a warning with its facts, at a bounded rate. */
  problem(cause: EdgeCause, who: string, facts: Facts): void {
    const note = this.#problems.met(cause, who, facts, this.#now);
    if (note !== undefined) this.#actions.push({ kind: "note", note });
  }

  solved(who: string, ...causes: readonly EdgeCause[]): void {
    for (const cause of causes) this.#problems.over(cause, who);
  }

  problems(): readonly Problem[] {
    return this.#problems.current(this.#now);
  }

  /** Noted at the first, second, fourth, eighth … time: a flood must not become a flood of log lines. */
  drop(reason: EdgeDrop): void {
    const count = (this.drops.get(reason) ?? 0) + 1;
    this.drops.set(reason, count);
    if ((count & (count - 1)) === 0) this.note("debug", "dropped", { reason, count, why: edgeDrops[reason] });
  }

  take(): readonly EdgeAction[] {
    const actions = this.#actions;
    this.#actions = [];
    return actions;
  }
}
