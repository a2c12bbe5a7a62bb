import type { Instant } from "../base/instant.ts";

/**
 * Detects that a router has lost its mappings, from the seconds since its start, which are in each answer (RFC 6886
 * §3.6, RFC 6887 §8.5).
 */
export class Epoch {
  #epoch: number | undefined;
  #at = 0;

  /** True = it has lost them since it was last heard. `epoch` in seconds. */
  heard(epoch: number, now: Instant): boolean {
    const before = this.#epoch;
    const passed = (now - this.#at) / 1000;
    this.#epoch = epoch;
    this.#at = now;
    if (before === undefined) return false;
    const counted = epoch - before;
    if (counted < -1) return true;
    // A clock that is up to a sixteenth too fast or too slow is not a restart.
    return passed + 2 < counted - counted / 16 || counted + 2 < passed - passed / 16;
  }

  /** Starts over with another router. */
  forget(): void {
    this.#epoch = undefined;
  }
}
