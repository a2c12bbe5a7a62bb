import { sums } from "../regions";

//  The lane of Pearson's block hash that header encryption uses (fact sheet §4), of many packets: each step waits for the
//  one before, so four packets of one length take turns. A row of `sums`: where u32 │ length i32 │ hash u64.

export function sumAt(i: i32): usize {
  return sums + <usize>i * 16;
}

export function setSum(i: i32, at: usize, length: i32): void {
  store<u32>(sumAt(i), <u32>at);
  store<i32>(sumAt(i), length, 4);
}

export function pearsonAll(count: i32): void {
  let i = 0;
  while (i < count) {
    const length = load<i32>(sumAt(i), 4);
    if (i + 4 <= count && sameLength(i, length)) {
      four(i, length);
      i += 4;
    } else {
      const at = <usize>load<u32>(sumAt(i));
      let hash: u64 = 0;
      for (let k = 0; k + 8 <= length; k += 8) hash = mix((hash ^ load<u64>(at + <usize>k)) - 1);
      store<u64>(sumAt(i), finish(hash, at, length), 8);
      i++;
    }
  }
}

function sameLength(i: i32, length: i32): bool {
  return (
    load<i32>(sumAt(i + 1), 4) == length && load<i32>(sumAt(i + 2), 4) == length && load<i32>(sumAt(i + 3), 4) == length
  );
}

function four(i: i32, length: i32): void {
  const a = <usize>load<u32>(sumAt(i));
  const b = <usize>load<u32>(sumAt(i + 1));
  const c = <usize>load<u32>(sumAt(i + 2));
  const d = <usize>load<u32>(sumAt(i + 3));
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
  store<u64>(sumAt(i), finish(ha, a, length), 8);
  store<u64>(sumAt(i + 1), finish(hb, b, length), 8);
  store<u64>(sumAt(i + 2), finish(hc, c, length), 8);
  store<u64>(sumAt(i + 3), finish(hd, d, length), 8);
}

/** The bytes behind the last whole word, and the length. */
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
