import { sumBytes } from "../limits";
import { sums } from "../regions";

// The lane of Pearson's block hash that header encryption uses (fact sheet §4), for many packets: each step waits for
// the one before, so four packets of one length are interleaved.

/** The input, then its hash. */
@unmanaged
export class Sum {
  start: u32;
  length: i32;
  hash: u64;
}

const lengthAt = offsetof<Sum>("length");

export function sumAt(i: i32): Sum {
  return changetype<Sum>(sums + <usize>i * sumBytes);
}

export function setSum(i: i32, at: usize, length: i32): void {
  sumAt(i).start = <u32>at;
  sumAt(i).length = length;
}

export function pearsonAll(count: i32): void {
  let i = 0;
  while (i < count) {
    const length = sumAt(i).length;
    if (i + 4 <= count && sameLength(i, length)) {
      four(i, length);
      i += 4;
    } else {
      const at = <usize>sumAt(i).start;
      let hash: u64 = 0;
      for (let k = 0; k + 8 <= length; k += 8) hash = mix((hash ^ load<u64>(at + <usize>k)) - 1);
      sumAt(i).hash = finish(hash, at, length);
      i++;
    }
  }
}

function sameLength(i: i32, length: i32): bool {
  return (
    load<i32>(changetype<usize>(sumAt(i + 1)), lengthAt) == length &&
    load<i32>(changetype<usize>(sumAt(i + 2)), lengthAt) == length &&
    load<i32>(changetype<usize>(sumAt(i + 3)), lengthAt) == length
  );
}

function four(i: i32, length: i32): void {
  const a = <usize>sumAt(i).start;
  const b = <usize>sumAt(i + 1).start;
  const c = <usize>sumAt(i + 2).start;
  const d = <usize>sumAt(i + 3).start;
  let ha: u64 = 0;
  let hb: u64 = 0;
  let hc: u64 = 0;
  let hd: u64 = 0;
  for (let k = 0; k + 8 <= length; k += 8) {
    ha = mix((ha ^ load<u64>(a + <usize>k)) - 1);
    hb = mix((hb ^ load<u64>(b + <usize>k)) - 1);
    hc = mix((hc ^ load<u64>(c + <usize>k)) - 1);
    hd = mix((hd ^ load<u64>(d + <usize>k)) - 1);
  }
  sumAt(i).hash = finish(ha, a, length);
  sumAt(i + 1).hash = finish(hb, b, length);
  sumAt(i + 2).hash = finish(hc, c, length);
  sumAt(i + 3).hash = finish(hd, d, length);
}

/** The bytes after the last whole word, and the length. */
function finish(hash: u64, at: usize, length: i32): u64 {
  hash = ~hash;
  for (let k = length & ~7; k < length; k++) hash = mix((hash ^ (<u64>load<u8>(at + <usize>k))) - 1);
  return mix((~hash ^ (<u64>length)) - 1);
}

function mix(h: u64): u64 {
  h ^= h >> 30;
  h *= 0xbf58476d1ce4e5b9;
  h ^= h >> 27;
  h *= 0x94d049bb133111eb;
  return h ^ (h >> 31);
}
