import fc from "fast-check";
import { expect, it } from "vitest";
import { PacketReader, withLength } from "./framing.ts";

const packet = (length: number, fill = 0x45) => Buffer.alloc(length, fill);

it("puts the length before a packet, most significant byte first", () => {
  expect(withLength(packet(258)).subarray(0, 3)).toEqual(Buffer.from([1, 2, 0x45]));
});

it("finds the same packets however the stream is cut", () => {
  const packets = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 8 });
  const cuts = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(packets, cuts, (sent, lengths) => {
      const stream = Buffer.concat(sent.map(withLength));
      const reader = new PacketReader(40);
      const found: Buffer[] = [];
      for (let at = 0, i = 0; at < stream.length; i++) {
        const length = lengths[i % lengths.length]!;
        found.push(...reader.take(Buffer.from(stream.subarray(at, at + length))).map((one) => Buffer.from(one)));
        at += length;
      }
      expect(found.map((one) => one.toString("hex"))).toEqual(sent.map((one) => Buffer.from(one).toString("hex")));
      expect(reader.oversized).toBe(0);
    }),
  );
});

it("skips a length of zero", () => {
  const reader = new PacketReader(100);
  expect(reader.take(Buffer.concat([Buffer.alloc(4), withLength(packet(3))]))).toEqual([packet(3)]);
});

it.each([1, 7, 1000])(
  "leaves an oversized packet out, counts it, and continues after it, %i bytes at a time",
  (step) => {
    const stream = Buffer.concat([packet(5, 1), packet(101, 2), packet(65_535, 3), packet(100, 4)].map(withLength));
    const reader = new PacketReader(100);
    const found: Buffer[] = [];
    for (let at = 0; at < stream.length; at += step) found.push(...reader.take(stream.subarray(at, at + step)));
    expect(found).toEqual([packet(5, 1), packet(100, 4)]);
    expect(reader.oversized).toBe(2);
  },
);

it("keeps no more of an oversized packet than its length", () => {
  const reader = new PacketReader(10);
  expect(reader.take(Buffer.from([0xff]))).toEqual([]);
  expect(reader.take(Buffer.from([0xff]))).toEqual([]);
  expect(reader.oversized).toBe(1);
  for (let i = 0; i < 65_535; i++) reader.take(Buffer.from([0]));
  expect(reader.take(withLength(packet(2)))).toEqual([packet(2)]);
});
