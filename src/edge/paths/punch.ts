import type { Instant } from "../../base/instant.ts";

/**
 * Rounds of REGISTERs to one peer. The first ones are quick; see `tuned.punchWaits`. Readable by all; changed only by
 * its own methods.
 */
export type Punch = Readonly<Rounds>;

class Rounds {
  round: number;
  next: Instant;
  /** The peer was asked through the supernode to punch as well. */
  invites = false;
  /** One of many that started together: try the peer directly before asking supernodes. */
  crowded: boolean;

  constructor(round: number, next: Instant, crowded: boolean) {
    this.round = round;
    this.next = next;
    this.crowded = crowded;
  }

  invited(): void {
    this.invites = true;
  }

  /** A round is over. */
  goOn(next: Instant): void {
    this.round++;
    this.next = next;
  }

  /** Supernodes may be asked from now on. */
  dispersed(): void {
    this.crowded = false;
  }
}

export const punchFrom = (round: number, next: Instant, crowded: boolean): Punch => new Rounds(round, next, crowded);
