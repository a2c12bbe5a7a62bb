/** A connection with waiting messages. */
export interface Served {
  /** Identifies the host, so that many of its connections get no more turns than one. */
  readonly host: string;
  /** Handles up to `most` messages and returns how many these were. */
  serve(most: number): number;
  readonly isWaiting: boolean;
}

/** Tunable, in messages. */
const tuned = {
  /** All in one turn; between two turns the rest of the program runs. */
  aTurn: 512,
  /** Per host in one turn, and fewer if there are many. */
  perHost: 64,
  /** Per connection before the host's next one. */
  atOnce: 16,
} as const;

/** Handles the messages of connections in turn: a connection that sends more than others waits, others do not. */
export class Turns {
  readonly #waiting = new Map<string, Set<Served>>();
  #isDue = false;

  add(served: Served): void {
    const ofHost = this.#waiting.get(served.host);
    if (ofHost === undefined) this.#waiting.set(served.host, new Set([served]));
    else ofHost.add(served);
    this.#schedule();
  }

  remove(served: Served): void {
    const ofHost = this.#waiting.get(served.host);
    if (ofHost?.delete(served) === true && ofHost.size === 0) this.#waiting.delete(served.host);
  }

  #turn(): void {
    this.#isDue = false;
    const each = Math.max(1, Math.min(tuned.perHost, Math.floor(tuned.aTurn / this.#waiting.size)));
    let room: number = tuned.aTurn;
    for (const [host, ofHost] of [...this.#waiting]) {
      if (room < each) break;
      if (this.#waiting.get(host) !== ofHost) continue;
      let left = each;
      // Iterating a set includes elements added meanwhile: the host served last is at its end.
      for (const served of ofHost) {
        left -= Math.max(served.serve(Math.min(left, tuned.atOnce)), 1);
        ofHost.delete(served);
        if (served.isWaiting) ofHost.add(served);
        if (left <= 0) break;
      }
      room -= each - left;
      this.#waiting.delete(host);
      // At the end, because others have not had their turn yet.
      if (ofHost.size > 0) this.#waiting.set(host, ofHost);
    }
    if (this.#waiting.size > 0) this.#schedule();
  }

  #schedule(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(() => this.#turn());
  }
}
