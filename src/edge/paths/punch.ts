import type { Instant } from "../../base/instant.ts";

/**
 * Rounds of REGISTERs to one peer. The first ones are quick; see `tuned.punchWaits`. Everybody reads it; its own methods
 * alone change it.
 */
export type Punch = Readonly<Rounds>;

class Rounds {
  round: number;
  next: Instant;
  /** The peer was asked by way of the supernode to punch as well. */
  invites = false;
  /** One of many that began together: try the peer directly before asking supernodes. */
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

  /** Supernodes may be troubled from now on. */
  dispersed(): void {
    this.crowded = false;
  }
}

export const punchFrom = (round: number, next: Instant, crowded: boolean): Punch => new Rounds(round, next, crowded);
