import { beforeAll, expect, it } from "vitest";
import { ForwarderBench, builtCore, direct, own, relayed, ways } from "../edge/testing/bench.ts";
import { noOffload, withVirtio } from "../edge/testing/offload.ts";
import { pattern } from "../edge/testing/frames.ts";

const way = ways.find(({ name }) => name === "ChaCha20")!;

let core: ReturnType<typeof builtCore>;
beforeAll(() => void (core = builtCore()), 60_000);

const addressed = (to: string, length: number) => {
  const bytes = pattern(length);
  for (const [at, mac] of [to, own].entries()) bytes.set(Buffer.from(mac.replaceAll(":", ""), "hex"), at * 6);
  bytes.set([0x88, 0xb5], 12);
  return bytes;
};

it("uses no block of a key stream twice, whatever the receivers of a batch's packets", () => {
  const bench = new ForwarderBench(core, way, { routing: true, acceptMulticast: false });
  const lengths = [14, 64, 65, 1304, 1304, 700, 2048, 128, 63, 1304];
  const frames = lengths.map((length, i) => addressed(i % 3 === 0 ? relayed : direct, length));
  bench.ports.frames.push(...frames.map((frame) => withVirtio(noOffload, frame)));
  bench.forwarder.fromTap();
  const preambles = bench.ports.sent.map(({ bytes }) => Uint8Array.from(bytes.subarray(38, 54)));
  const nonces = new Set(preambles.map((preamble) => Buffer.from(preamble.subarray(8)).toString("hex")));
  const blocks = bench.ports.sent.flatMap(({ bytes }, i) => {
    const first = new DataView(preambles[i]!.buffer).getUint32(0, true);
    return Array.from({ length: Math.ceil((bytes.length - 54) / 64) }, (_, n) => (first + n) % 2 ** 32);
  });
  expect(bench.ports.sent).toHaveLength(lengths.length);
  expect(nonces.size).toBe(1);
  expect(new Set(blocks).size).toBe(blocks.length);
});

it("begins each batch at random", () => {
  const bench = new ForwarderBench(core, way, { routing: true, acceptMulticast: false });
  for (let i = 0; i < 2; i++) {
    bench.ports.frames.push(withVirtio(noOffload, addressed(direct, 100)));
    bench.forwarder.fromTap();
  }
  const [first, second] = bench.ports.sent.map(({ bytes }) => Buffer.from(bytes.slice(46, 54)).toString("hex"));
  expect(second).not.toBe(first);
});
