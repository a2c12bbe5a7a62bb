import type { Mac } from "../../../../base/address/mac.ts";
import type { PeerTraffic } from "../../../../base/peer-traffic.ts";

/** Ours to choose. */
export const tuned = {
  /** How often is looked whether the machine must hear what its peers do, in milliseconds. */
  window: 250,
  /**
   * A peer that goes on as before is told of this often, in milliseconds. With a window it is less than the silence that
   * makes the machine doubt a path (`suspicion`, 1 s).
   */
  routine: 700,
} as const;

interface Going {
  /** Which ways it went in the last window. */
  readonly ways: string;
  readonly toldAt: number;
  /** What was kept back since. */
  readonly kept: PeerTraffic | undefined;
}

/**
 * When to tell the machine what peers did. A change is told with the window in which it happens: that a peer is heard or
 * sent to for the first time, is heard no more, comes another way. A peer that goes on as before is told of once in a
 * while, so that the machine does not wake, on the worker's processor, ten times a second for nothing new.
 */
export class TrafficPace {
  #going = new Map<Mac, Going>();

  /** Is something kept back, or could the next window be a change by having nothing in it? */
  get isWaiting(): boolean {
    return this.#going.size > 0;
  }

  /** What to tell of, in order, now that this has happened since the last call. Instants in milliseconds. */
  tell(window: readonly PeerTraffic[], now: number): PeerTraffic[] {
    const told: PeerTraffic[] = [];
    const going = new Map<Mac, Going>();
    for (const traffic of window) {
      const { peer } = traffic;
      const before = this.#going.get(peer);
      const ways = waysOf(traffic);
      this.#going.delete(peer);
      if (before?.ways !== ways || traffic.mentioned !== undefined) {
        if (before?.kept !== undefined) told.push(before.kept);
        told.push(traffic);
        going.set(peer, { ways, toldAt: now, kept: undefined });
        continue;
      }
      const all = before.kept === undefined ? traffic : together(before.kept, traffic);
      const isTime = now - before.toldAt >= tuned.routine;
      if (isTime) told.push(all);
      going.set(peer, isTime ? { ways, toldAt: now, kept: undefined } : { ...before, kept: all });
    }
    for (const { kept } of this.#going.values()) if (kept !== undefined) told.push(kept);
    this.#going = going;
    return told;
  }
}

function waysOf({ sent, direct, relayed, overheard = 0, unsealed, heardFrom }: PeerTraffic): string {
  const from = heardFrom === undefined ? "" : `${heardFrom.address}:${heardFrom.port}`;
  return `${sent > 0}${direct > 0}${relayed > 0}${overheard > 0}${unsealed === true}${from}`;
}

function together(a: PeerTraffic, b: PeerTraffic): PeerTraffic {
  const overheard = (a.overheard ?? 0) + (b.overheard ?? 0);
  return {
    ...a,
    ...b,
    sent: a.sent + b.sent,
    direct: a.direct + b.direct,
    relayed: a.relayed + b.relayed,
    ...(overheard > 0 && { overheard }),
    ...((a.unsealed ?? b.unsealed) === true && { unsealed: true }),
  };
}
