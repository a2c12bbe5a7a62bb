import { badShare } from "../../topology/impairment/burst-loss.ts";
import type { BurstLoss } from "../../topology/link.ts";
import type { PacketLuck } from "./luck.ts";

/** The state of one direction that loses packets in bursts. It begins as it is in the long run. */
export class Bursts {
  #isBad: boolean | undefined;

  /** For each packet once. */
  loses(burstLoss: BurstLoss | undefined, { turn, burst }: Pick<PacketLuck, "turn" | "burst">): boolean {
    if (burstLoss === undefined) {
      this.#isBad = undefined;
      return false;
    }
    const { p, r, h, k } = burstLoss;
    const becomesBad = this.#isBad === undefined ? badShare(burstLoss) : this.#isBad ? 1 - r : p;
    this.#isBad = turn < becomesBad;
    return burst >= (this.#isBad ? h : k);
  }
}
