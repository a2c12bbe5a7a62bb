/** The key-dependent part of Twofish (paper §4.3; names as there). Bytes of words: little endian. */
export interface Schedule {
  /** K0 to K39. */
  readonly subkeys: Int32Array;
  /** g(X) is the XOR of one entry of each, picked by the bytes of X: S-boxes and MDS matrix in one. */
  readonly boxes: readonly [Int32Array, Int32Array, Int32Array, Int32Array];
}

/** `key`: 32 bytes. */
export function schedule(key: Uint8Array): Schedule {
  const even = [0, 8, 16, 24].map((at) => key.subarray(at, at + 4));
  const odd = [4, 12, 20, 28].map((at) => key.subarray(at, at + 4));
  const s = [24, 16, 8, 0].map((at) => reedSolomon(key.subarray(at, at + 8)));
  const subkeys = new Int32Array(40);
  for (let i = 0; i < 20; i++) {
    const a = h(2 * i, even);
    const odds = h(2 * i + 1, odd);
    const b = (odds << 8) | (odds >>> 24);
    const sum = (a + 2 * b) | 0;
    subkeys[2 * i] = a + b;
    subkeys[2 * i + 1] = (sum << 9) | (sum >>> 23);
  }
  const box = (position: number) => Int32Array.from({ length: 256 }, (_, x) => column(position, x, s));
  return { subkeys, boxes: [box(0), box(1), box(2), box(3)] };
}

/** h of a word whose four bytes are all `x`. */
function h(x: number, l: readonly Uint8Array[]): number {
  return column(0, x, l) ^ column(1, x, l) ^ column(2, x, l) ^ column(3, x, l);
}

/** Which permutations a byte passes, by its position in the word; between them it is XORed with L3, L2, L1, L0. */
const passes = [
  [1, 1, 0, 0, 1],
  [0, 1, 1, 0, 0],
  [0, 0, 0, 1, 1],
  [1, 0, 1, 1, 0],
] as const;

/** What the byte at `position` contributes to h: through the permutations, then times its column of the MDS matrix. */
function column(position: number, x: number, l: readonly Uint8Array[]): number {
  const pass = passes[position]!;
  let y = x;
  for (let i = 0; i < 4; i++) y = q[pass[i]!]![y]! ^ l[3 - i]![position]!;
  y = q[pass[4]]![y]!;
  return mds.reduce((word, row, i) => word | (times(y, row[position]!, 0x169) << (8 * i)), 0);
}

const mds = [
  [0x01, 0xef, 0x5b, 0x5b],
  [0x5b, 0xef, 0xef, 0x01],
  [0xef, 0x5b, 0x01, 0xef],
  [0xef, 0x01, 0xef, 0x5b],
] as const;

const rs = [
  [0x01, 0xa4, 0x55, 0x87, 0x5a, 0x58, 0xdb, 0x9e],
  [0xa4, 0x56, 0x82, 0xf3, 0x1e, 0xc6, 0x68, 0xe5],
  [0x02, 0xa1, 0xfc, 0xc1, 0x47, 0xae, 0x3d, 0x19],
  [0xa4, 0x55, 0x87, 0x5a, 0x58, 0xdb, 0x9e, 0x03],
] as const;

function reedSolomon(eight: Uint8Array): Uint8Array {
  return Uint8Array.from(rs, (row) => row.reduce((sum, factor, i) => sum ^ times(eight[i]!, factor, 0x14d), 0));
}

/** Product in GF(2^8) modulo `polynomial`. */
function times(a: number, b: number, polynomial: number): number {
  let product = 0;
  for (let bit = 0; bit < 8; bit++) {
    if (b & (1 << bit)) product ^= a;
    a <<= 1;
    if (a & 0x100) a ^= polynomial;
  }
  return product;
}

/** q0 and q1, each built from four permutations of half bytes (paper §4.3.5). */
const q = [
  ["817d6f320b59eca4", "ecb81235f4a6709d", "ba5e6d90c8f32471", "d7f4126e9b3085ca"],
  ["28bdf76e31940ac5", "1e2b4c376da5f908", "4c75169a0ed82b3f", "b951c3de647f208a"],
].map((rows) => {
  const [t0, t1, t2, t3] = rows.map((row) => Array.from(row, (digit) => parseInt(digit, 16)));
  const mix = (a: number, b: number) => a ^ (b >> 1) ^ ((b << 3) & 8) ^ ((a << 3) & 8);
  return Uint8Array.from({ length: 256 }, (_, x) => {
    const a = x >> 4;
    const b = x & 15;
    const c = t0![a ^ b]!;
    const d = t1![mix(a, b)]!;
    return (t3![mix(c, d)]! << 4) | t2![c ^ d]!;
  });
});
