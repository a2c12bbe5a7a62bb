/** Ours to choose. */
export const tuned = {
  /** How long the network waits, in milliseconds. What comes again in this time comes thick. */
  hold: 4,
  /** More at once than this are worth a wake-up, and could fill the socket's buffer meanwhile. */
  most: 64,
} as const;

/**
 * When datagrams may wait a moment in the socket until there are more of them: on a large segment everybody's ARP requests and
 * greetings come one by one, as fast as the supernode can copy them, and each would wake the worker at many times the cost
 * of what is done with it. Frames for us alone do not wait, nor what may answer ours: a turn that had one of either, or that
 * found the network quiet before, is not followed by a wait.
 */
export class Gathering {
  #datagrams = 0;
  #isUrgent = false;
  #last = -Infinity;

  /** The number of datagrams read, and how many of them were frames for us alone. */
  received(datagrams: number, addressed: number): void {
    this.#datagrams += datagrams;
    if (addressed > 0) this.#isUrgent = true;
  }

  /** Our host sent frames. */
  sent(): void {
    this.#isUrgent = true;
  }

  /** Everything was read, and the worker is about to sleep: how long the network may wait, in milliseconds; 0 = not at all. */
  hold(now: number): number {
    const count = this.#datagrams;
    const isUrgent = this.#isUrgent;
    this.#datagrams = 0;
    this.#isUrgent = false;
    if (count === 0) return 0;
    const passed = now - this.#last;
    this.#last = now;
    const isThick = passed >= 0 && passed <= 2 * tuned.hold;
    return isThick && !isUrgent && count <= tuned.most ? tuned.hold : 0;
  }
}
