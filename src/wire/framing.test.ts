import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concat, fromHex, hex } from "../base/bytes.ts";
import { framed, Frames } from "./framing.ts";

it("messages arrive whole, however the stream is cut", () => {
  const message = fc.uint8Array({ minLength: 1, maxLength: 60 });
  const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 });
  fc.assert(
    fc.property(fc.array(message), sizes, (messages, cuts) => {
      const stream = concat(...messages.map(framed));
      const frames = new Frames();
      const arrived: Uint8Array[] = [];
      for (let at = 0, i = 0; at < stream.length; i++) {
        const end = at + cuts[i % cuts.length]!;
        arrived.push(...frames.add(stream.subarray(at, end))!);
        at = end;
      }
      expect(arrived).toEqual(messages);
    }),
  );
});

it("a length of 0 or above 2046 ends the connection", () => {
  expect(new Frames().add(Uint8Array.of(0, 0))).toBeUndefined();
  expect(new Frames().add(Uint8Array.of(0x07, 0xfe))).toEqual([]);
  expect(new Frames().add(Uint8Array.of(0x07, 0xff))).toBeUndefined();
});

interface Stream {
  readonly from: string;
  readonly to: string;
  readonly segments: readonly string[];
  readonly messages: readonly string[];
}
const file = new URL("captures/tcp_s2_streams.json", import.meta.url);
const streams = JSON.parse(readFileSync(file, "utf8")) as readonly Stream[];

describe("captured streams", () => {
  it.each(streams)("$from to $to", ({ segments, messages }) => {
    const frames = new Frames();
    expect(segments.flatMap((segment) => frames.add(fromHex(segment))!.map(hex))).toEqual(messages);
    expect(frames.isWhole).toBe(true);
    expect(hex(concat(...messages.map((message) => framed(fromHex(message)))))).toBe(segments.join(""));
  });
});

it("tells that a message is unfinished", () => {
  const frames = new Frames();
  frames.add(Uint8Array.of(0, 3, 1));
  expect(frames.isWhole).toBe(false);
  frames.add(Uint8Array.of(2, 3));
  expect(frames.isWhole).toBe(true);
});

it("gives at most the number asked for, and says whether more wait", () => {
  const frames = new Frames();
  frames.hold(concat(...[1, 2, 3].map((byte) => framed(Uint8Array.of(byte))), Uint8Array.of(0, 2, 9)));
  expect([frames.take(2)!.map(hex), frames.isWaiting]).toEqual([["01", "02"], true]);
  expect([frames.take(2)!.map(hex), frames.isWaiting, frames.isWhole]).toEqual([["03"], false, false]);
  frames.hold(Uint8Array.of(9, 0xff, 0xff));
  expect([frames.take(1)!.map(hex), frames.isWaiting, frames.take(1)]).toEqual([["0909"], true, undefined]);
});
