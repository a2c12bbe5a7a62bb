import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { Skipped } from "../skipped.ts";
import { packetsOf, pcap } from "../testing/capture.ts";
import { PcapngWriter } from "../testing/pcapng.ts";
import type { Captured } from "./captured.ts";
import { NotACapture, readCapture } from "./read-capture.ts";

const recorded = readFileSync(new URL("../captures/tcp_s2.pcap", import.meta.url));
const known = packetsOf(recorded);

async function* inPieces(file: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.length; at += size) yield file.subarray(at, at + size);
}

async function read(file: Uint8Array, size = 1000) {
  const skipped = new Skipped();
  const packets: Captured[] = [];
  for await (const one of readCapture(inPieces(file, size), skipped)) packets.push(one);
  return { packets, lines: skipped.lines, lost: skipped.lost };
}

const asKnown = (packets: readonly Captured[]) =>
  packets.map(({ microseconds, bytes }) => ({ microseconds, bytes: Buffer.from(bytes).toString("hex") }));
const expected = known.map(({ microseconds, bytes }) => ({ microseconds, bytes: Buffer.from(bytes).toString("hex") }));

describe("a capture file", () => {
  it.each([1, 7, 65_536])("is read in pieces of %i bytes", async (size) => {
    const { packets, lines } = await read(recorded, size);
    expect(asKnown(packets)).toEqual(expected);
    expect(packets.map(({ number }) => number)).toEqual(known.map((_, i) => i + 1));
    expect(lines).toEqual([]);
  });

  it("may have the other byte order, nanoseconds, and the longer headers of an old variant", async () => {
    expect(asKnown((await read(rewritten("big", 0xa1b23c4d, 1000))).packets)).toEqual(expected);
    expect(asKnown((await read(rewritten("little", 0xa1b23c4d, 1000))).packets)).toEqual(expected);
    expect(asKnown((await read(rewritten("big", 0xa1b2cd34, 1, 8))).packets)).toEqual(expected);
  });

  it("may be compressed by gzip, and is read as far as it is intact", async () => {
    const packed = gzipSync(recorded);
    expect(await read(packed)).toMatchObject({ lines: [], lost: false });
    expect(asKnown((await read(packed)).packets)).toEqual(expected);
    const cut = await read(packed.subarray(0, packed.length * 0.7));
    expect(cut.packets.length).toBeGreaterThan(20);
    expect(asKnown(cut.packets)).toEqual(expected.slice(0, cut.packets.length));
    expect(cut.lines[0]).toMatch(/^the gzip data ends early: the rest is skipped; .*gzip -t/);
    const damaged = Buffer.from(packed).fill(0xff, packed.length - 3000, packed.length - 2000);
    expect((await read(damaged)).lines.join()).toMatch(/damaged/);
  });

  // A checksum and the bytes after it come with the last piece, or in a piece of their own.
  it.each([16, 4096, Infinity])(
    "compressed by gzip is read to its end in pieces of %d bytes, whatever follows",
    async (size) => {
      const packed = gzipSync(recorded);
      const behind = (bytes: Uint8Array) => read(Buffer.concat([packed, bytes]), size);
      expect(await behind(Buffer.alloc(3000))).toMatchObject({ lines: [], packets: { length: known.length } });
      const wrongSum = await read(Buffer.concat([packed.subarray(0, -8), Buffer.alloc(8)]), size);
      for (const { lines, lost, packets } of [await behind(Buffer.from("another file")), wrongSum]) {
        expect(packets.length).toBeGreaterThan(known.length / 2);
        expect(lines[0]).toMatch(/^the gzip data is damaged \(incorrect (header|data) check\)/);
        expect(lost).toBe(true);
      }
    },
  );

  it("may give the length of frame check sequences beside its link type", async () => {
    const file = Buffer.from(recorded);
    file.writeUInt32LE(0x5400_0001, 20);
    expect((await read(file)).packets.map(({ linkType }) => linkType)).toEqual(known.map(() => 1));
  });

  it("that ends within a record is read up to that record", async () => {
    for (const cut of [1, 3, known.at(-1)!.bytes.length + 5]) {
      const { packets, lines, lost } = await read(recorded.subarray(0, -cut));
      expect(asKnown(packets)).toEqual(expected.slice(0, -1));
      expect(lost).toBe(true);
      expect(lines).toEqual([
        expect.stringMatching(
          new RegExp(`^the capture ends within packet ${known.length}: its last \\d+ bytes .*tcpdump -U`),
        ),
      ]);
    }
  });

  it("that is damaged is read up to the damage, whatever length it claims", async () => {
    const file = Buffer.from(recorded);
    const third = 24 + 2 * 16 + known[0]!.bytes.length + known[1]!.bytes.length;
    file.writeUInt32LE(0xffff_fff0, third + 8);
    const { packets, lines, lost } = await read(file);
    expect(asKnown(packets)).toEqual(expected.slice(0, 2));
    expect(lost).toBe(true);
    expect(lines).toEqual([
      `the capture is damaged at byte ${third + 16}, packet 3 claims 4294967280 bytes: the rest is skipped; capture or copy it again`,
    ]);
  });

  it("marks the packets cut by its snap length", async () => {
    const { packets } = await read(pcap([{ bytes: Buffer.alloc(60), original: 1500 }, { bytes: Buffer.alloc(60) }]));
    expect(packets.map(({ cut }) => cut)).toEqual([true, false]);
  });

  it.each([
    ["an empty file", Buffer.alloc(0), /it is empty/],
    ["an incomplete header", recorded.subarray(0, 20), /ends within its header/],
    ["something else", Buffer.from("SQLite format 3\0".repeat(4)), /unknown magic number; pcap and pcapng are read/],
    ["two layers of gzip", gzipSync(gzipSync(recorded)), /compressed by gzip twice; .*zcat/],
    ["xz", Buffer.from("fd377a585a000004".padEnd(80, "0"), "hex"), /compressed by xz; unpack it first: xzcat FILE/],
  ])("is refused if it is %s", async (_, file, message) => {
    await expect(read(file)).rejects.toThrow(NotACapture);
    await expect(read(file)).rejects.toThrow(message);
  });
});

describe.each(["little", "big"] as const)("a pcapng file, %s endian", (order) => {
  const writer = new PcapngWriter(order);
  const hello = Buffer.from("hello");
  const start = 1_790_000_000;

  it("may have several interfaces, each with its link, its clock's units and its offset", async () => {
    const file = Buffer.concat([
      writer.section(),
      writer.interface(1),
      writer.interface(101, [[9, Uint8Array.of(9)]]),
      writer.interface(276, [
        [2, Buffer.from("eth0!")],
        [9, Uint8Array.of(0x80 | 10)],
        [14, writer.long(0, start)],
      ]),
      writer.interface(113, [[9, Uint8Array.of(10)]]),
      writer.interface(0, [[9, Uint8Array.of(3)]]),
      writer.other(hello),
      writer.packet(0, words(BigInt(start) * 1_000_000n + 250_001n), hello),
      writer.packet(1, words(BigInt(start) * 1_000_000_000n + 250_001_999n), hello),
      writer.packet(2, words(512n), hello, 1500),
      writer.packet(3, words(BigInt(start) * 10n ** 10n + 2_500_019_999n), hello),
      writer.packet(4, words(BigInt(start) * 1000n + 250n), hello),
    ]);
    const { packets, lines } = await read(file, 11);
    expect(lines).toEqual([]);
    expect(packets.map(({ linkType, microseconds, cut }) => [linkType, microseconds - start * 1e6, cut])).toEqual([
      [1, 250_001, false],
      [101, 250_001, false],
      [276, 500_000, true],
      [113, 250_001, false],
      [0, 250_000, false],
    ]);
    expect(packets.every(({ bytes }) => Buffer.compare(bytes, hello) === 0)).toBe(true);
  });

  it("may have a second section in the other byte order, and packets without a time", async () => {
    const other = new PcapngWriter(order === "little" ? "big" : "little");
    const file = Buffer.concat([
      ...[writer.section(), writer.interface(1), writer.packet(0, words(7n), hello)],
      ...[other.section(), other.interface(101, [], 3), other.simple(hello), other.packet(0, words(9n), hello)],
    ]);
    const { packets } = await read(file);
    expect(packets.map(({ linkType, microseconds, bytes }) => [linkType, microseconds, bytes.length])).toEqual([
      [1, 7, 5],
      [101, 7, 3],
      [101, 9, 5],
    ]);
  });

  it("is read as far as it is intact", async () => {
    const whole = Buffer.concat([writer.section(), writer.interface(1), writer.packet(0, words(1n), hello)]);
    const more = Buffer.from(writer.packet(0, words(2n), hello));
    const cut = await read(Buffer.concat([whole, more.subarray(0, -3)]));
    expect(cut.packets).toHaveLength(1);
    expect(cut.lines).toEqual([expect.stringMatching(/^the capture ends within the block after packet 1: its last/)]);
    const huge = Buffer.from(more).fill(0xfc, 4, 8);
    expect((await read(Buffer.concat([whole, huge]))).lines).toEqual([
      expect.stringMatching(/damaged at byte \d+, a block claims/),
    ]);
    const torn = Buffer.from(more).fill(0, more.length - 4);
    expect((await read(Buffer.concat([whole, torn]))).lines).toEqual([
      expect.stringMatching(/two lengths of a block differ/),
    ]);
    const strange = await read(Buffer.concat([whole, writer.packet(5, words(2n), hello), more]));
    expect(strange.packets).toHaveLength(2);
    expect(strange.lines).toEqual(["1 packet skipped, no. 2: of an interface that the file does not describe"]);
  });
});

const words = (units: bigint) => [Number(units >> 32n), Number(units & 0xffffffffn)] as const;

/** The recorded file as written by another system. */
function rewritten(order: "little" | "big", magic: number, perMicrosecond: number, more = 0): Buffer {
  const u32 = (...values: number[]) =>
    Buffer.concat(
      values.map((value) => {
        const bytes = Buffer.alloc(4);
        return order === "big" ? (bytes.writeUInt32BE(value), bytes) : (bytes.writeUInt32LE(value), bytes);
      }),
    );
  const records = known.map(({ microseconds, bytes, original }) => {
    const [seconds, fraction] = [Math.floor(microseconds / 1e6), microseconds % 1e6];
    return [u32(seconds, fraction * perMicrosecond, bytes.length, original), Buffer.alloc(more), bytes];
  });
  return Buffer.concat([u32(magic, order === "big" ? 0x00020004 : 0x00040002, 0, 0, 262_144, 1), ...records.flat()]);
}
