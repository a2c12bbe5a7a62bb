import type { Random } from "../../src/base/random.ts";

/** What breaks decoders: borders of lengths, counts and signs. */
const interesting = [0, 1, 2, 15, 16, 23, 24, 31, 32, 44, 45, 48, 49, 127, 128, 254, 255];
/** A little more than any peer's buffer. */
const longest = 2100;

type Mutation = (bytes: Uint8Array, random: Random, other: Uint8Array) => Uint8Array;

const below = (random: Random, bound: number): number => (bound === 0 ? 0 : random.u32() % bound);

const mutations: readonly Mutation[] = [
  (bytes, random) => set(bytes, random, (old) => old ^ (1 << below(random, 8))),
  (bytes, random) => set(bytes, random, () => random.u32() & 0xff),
  (bytes, random) => set(bytes, random, () => interesting[below(random, interesting.length)]!),
  (bytes, random) => set(bytes, random, (old) => old + 1 + below(random, 3)),
  (bytes, random) => bytes.slice(0, below(random, bytes.length + 1)),
  (bytes, random) => join(bytes, random.bytes(below(random, 40))),
  (bytes, random, other) =>
    join(bytes.subarray(0, below(random, bytes.length)), other.subarray(below(random, other.length))),
  (bytes, random) => {
    const at = below(random, bytes.length);
    const end = at + below(random, 24);
    return join(bytes.subarray(0, end), bytes.subarray(at));
  },
  (bytes, random) => {
    const at = below(random, bytes.length);
    return join(bytes.subarray(0, at), bytes.subarray(at + below(random, 24)));
  },
  (bytes, random) => join(bytes, new Uint8Array(below(random, longest))),
];

/** One to four mutations of `bytes`, which stays as it is. `other`: whose parts may be spliced in. */
export function mutate(bytes: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  let changed = bytes;
  for (let count = 1 + below(random, 4); count > 0; count--) {
    changed = mutations[below(random, mutations.length)]!(changed, random, other);
  }
  return changed === bytes ? bytes.slice() : changed.subarray(0, longest);
}

function set(bytes: Uint8Array, random: Random, value: (old: number) => number): Uint8Array {
  const changed = bytes.slice();
  const at = below(random, bytes.length);
  if (at < changed.length) changed[at] = value(changed[at]!);
  return changed;
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}
