import { randomFillSync } from "node:crypto";
import type { Random } from "../base/random.ts";

/** One system call fills this many bytes; small draws are then cut from the pool. */
const poolBytes = 4096;

/** The operating system's randomness, suitable for keys and tokens. No byte is returned twice. */
export function systemRandom(): Random {
  const pool = Buffer.alloc(poolBytes);
  let used = poolBytes;

  const take = (count: number): number => {
    if (used + count > poolBytes) {
      randomFillSync(pool);
      used = 0;
    }
    used += count;
    return used - count;
  };

  return {
    bytes(count) {
      if (count > poolBytes) return randomFillSync(new Uint8Array(count));
      const at = take(count);
      const drawn = Uint8Array.from(pool.subarray(at, at + count));
      pool.fill(0, at, at + count);
      return drawn;
    },
    u32: () => pool.readUInt32LE(take(4)),
  };
}
