import { seededRandom, type Random } from "../../../../../base/random.ts";
import { type Core, regionNames } from "../core.ts";
import { gapBytes, type Joined } from "./fake-ports.ts";
import { direct, directSocket, strangerSocket, ForwarderBench, own, relayed, supernode, type Way } from "./bench.ts";

// Garbage, and almost valid packets, into the core over a fake kernel. The fake kernel throws on any address outside
// the regions, the engine traps on any access outside the memory, and the gaps between regions reveal the rest.

const canary = 0xa5;
/** A PACKET's header, the longest frame, and the overhead of authenticated sealing. */
const datagramMax = 38 + 33 + 2048;

/** Feeds `count` datagrams and as many frames. Throws if something was read or written outside the regions. */
export function hostile(module: ConstructorParameters<typeof Core>[0], way: Way, count: number, seed: number): void {
  const random = fromPool(seededRandom(seed));
  const [routing, groups] = [random.u32() % 2 === 0, random.u32() % 2 === 0];
  const bench = new ForwarderBench(module, way, { routing, groups, acceptMulticast: true });
  const gaps = gapsOf(bench.core);
  for (const at of gaps) bench.core.bytes.fill(canary, at, at + gapBytes);
  const valid = Array.from({ length: 64 }, (_, i) =>
    bench.packet(randomFrame(random, i * 31), i % 2 ? direct : relayed, own),
  );
  for (let done = 0; done < count;) {
    // As much as one read can hold, all valid: the limits of the regions.
    const storm = random.u32() % 16 === 0;
    for (let i = 0; i < 32; i++, done++) {
      bench.ports.frames.push(mutated(random, hostFrame(random)));
      bench.ports.datagrams.push(storm ? flood(valid.at(-1)!) : datagram(random, valid));
    }
    bench.forwarder.fromTap();
    while (bench.forwarder.fromNetwork());
    bench.forwarder.takeUp();
    const long = bench.ports.sent.find(({ bytes }) => bytes.length > datagramMax);
    if (long !== undefined) throw new Error(`sent a datagram of ${long.bytes.length} bytes`);
    bench.ports.sent.length = bench.ports.written.length = 0;
    for (const at of gaps) {
      if (bench.core.bytes.subarray(at, at + gapBytes).some((byte) => byte !== canary)) {
        throw new Error(`written into the gap at ${at}`);
      }
    }
  }
}

/** Long random data is cut from one pool at random places, because generating it would take most of the time. */
function fromPool(random: Random): Random {
  const pool = random.bytes(1 << 17);
  return {
    u32: () => random.u32(),
    bytes(count) {
      const at = random.u32() % (pool.length - count);
      return pool.slice(at, at + count);
    },
  };
}

function flood(packet: Uint8Array): Joined {
  const joined = Array<Uint8Array>(Math.floor(65_000 / packet.length)).fill(packet);
  return { from: directSocket, bytes: Buffer.concat(joined), size: packet.length };
}

function datagram(random: Random, valid: readonly Uint8Array[]): Joined {
  const one = valid[random.u32() % valid.length]!;
  const bytes = mutated(random, Buffer.concat(Array<Uint8Array>(1 + (random.u32() % 4)).fill(one)));
  const size = random.u32() % 3 === 0 ? (random.u32() % 3000) - 10 : one.length;
  const from = [directSocket, supernode, strangerSocket][random.u32() % 3]!;
  return { from, bytes, ...(random.u32() % 4 > 0 && { size }) };
}

/** Every region ends in a gap. */
function gapsOf({ at }: Core): number[] {
  return regionNames.filter((name) => name !== "frameIn").map((name) => at[name] - gapBytes);
}

function randomFrame(random: Random, length: number): Uint8Array {
  const frame = random.bytes(60 + length);
  frame.set([0x02, 0, 0, 0, 0, 1, 0x02, 0, 0, 0, 0, 2, ...(random.u32() % 2 ? [0x08, 0, 0x45] : [0x86, 0xdd, 0x60])]);
  const six = frame[12] === 0x86;
  frame.set(
    [0, 0].map((_, i) => ((frame.length - (six ? 54 : 14)) >> (8 - 8 * i)) & 0xff),
    six ? 18 : 16,
  );
  frame[six ? 20 : 23] = random.u32() % 2 ? 6 : 17;
  return frame;
}

/** A virtio header and an alleged large frame. */
function hostFrame(random: Random): Uint8Array {
  const frame = randomFrame(random, random.u32() % (random.u32() % 8 === 0 ? 65_000 : 3000));
  const to = random.u32() % 4;
  frame.set(to === 3 ? new Uint8Array(6).fill(0xff) : [0x02, 0, 0, 0, 0, 2 + to]);
  const six = frame[12] === 0x86;
  const start = six ? 54 : 34;
  frame[start + 12] = random.u32();
  const bytes = new Uint8Array(10 + frame.length);
  const kind = [0, 1, 4, 5, 3, 0x81][random.u32() % 6]!;
  bytes.set([
    random.u32() % 2,
    kind,
    0,
    0,
    random.u32(),
    random.u32() % (random.u32() % 4 === 0 ? 64 : 6),
    start,
    0,
    random.u32() % 2 ? 16 : 6,
    0,
  ]);
  bytes.set(frame, 10);
  return bytes;
}

/** Some bytes changed, mostly near the start; sometimes truncated. */
function mutated(random: Random, original: Uint8Array): Uint8Array {
  const bytes = Uint8Array.from(original);
  for (let i = random.u32() % 4; i > 0; i--) {
    const near = random.u32() % 4 > 0 ? Math.min(70, bytes.length) : bytes.length;
    bytes[random.u32() % near] = random.u32();
  }
  return random.u32() % 8 === 0 ? bytes.subarray(0, random.u32() % (bytes.length + 1)) : bytes;
}
