import { fraction, seededRandom, type Random } from "../../../src/base/random.ts";

/** The random numbers of one direction of a link. */
export interface LinkLuck {
  /** For loss and jitter. */
  readonly first: Random;
  /** For everything else, so that it leaves those two as they are. */
  readonly more: Random;
}

/** Separate streams for each direction of each link, independent of the rest of the topology. */
export function linkLuck(seed: number, owner: string, side: "up" | "down"): LinkLuck {
  return { first: stream(`${seed}/${owner}/${side}`), more: stream(`${seed}/${owner}/${side}/more`) };
}

/** Numbers from 0 to 1 for one packet. */
export interface PacketLuck {
  readonly loss: number;
  readonly jitter: number;
  readonly turn: number;
  readonly burst: number;
  readonly reorder: number;
  readonly duplicate: number;
  readonly corrupt: number;
  /** Which bit is wrong. */
  readonly bit: number;
}

/** As many numbers for each packet, whatever the impairment. */
export function drawLuck({ first, more }: LinkLuck): PacketLuck {
  return {
    loss: fraction(first),
    jitter: fraction(first),
    turn: fraction(more),
    burst: fraction(more),
    reorder: fraction(more),
    duplicate: fraction(more),
    corrupt: fraction(more),
    bit: fraction(more),
  };
}

function stream(name: string): Random {
  // FNV-1a (32 bits).
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  return seededRandom(hash >>> 0);
}
