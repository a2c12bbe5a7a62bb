/** Randomness as a constructor argument: the system's in the runtime, a seeded one in tests and simulations. */
export interface Random {
  /** `count` fresh random bytes. */
  bytes(count: number): Uint8Array;
  /** An unsigned 32-bit integer. */
  u32(): number;
}

/** A reproducible generator (sfc32, 128 bits of state). Not for keys, tokens or anything an attacker may guess. */
export function seededRandom(seed: number): Random {
  let a = seed >>> 0;
  let b = 0x9e3779b9;
  let c = 0x243f6a88;
  let counter = 1;
  const u32 = (): number => {
    const result = (a + b + counter) >>> 0;
    counter = (counter + 1) >>> 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) >>> 0;
    c = (((c << 21) | (c >>> 11)) + result) >>> 0;
    return result;
  };
  for (let i = 0; i < 12; i++) u32();
  return {
    u32,
    bytes: (count) => {
      const bytes = new Uint8Array(count);
      for (let i = 0; i < count; i++) bytes[i] = u32() >>> 24;
      return bytes;
    },
  };
}

/** A number in [0, 1) with 32 bits of resolution. */
export const fraction = (random: Random): number => random.u32() / 0x1_0000_0000;
