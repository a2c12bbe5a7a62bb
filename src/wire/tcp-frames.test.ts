import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concat, fromHex, hex } from "../base/bytes.ts";
import { tcpFrame, TcpFrames, spec } from "./tcp-frames.ts";

interface Stream {
  readonly from: string;
  readonly to: string;
  readonly segments: readonly string[];
  readonly messages: readonly string[];
}
const file = new URL("captures/tcp_s2_streams.json", import.meta.url);
const streams = JSON.parse(readFileSync(file, "utf8")) as readonly Stream[];

const cut = (bytes: Uint8Array, ends: readonly number[]): Uint8Array[] => {
  const at = [0, ...[...ends].sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, i) => bytes.subarray(at[i], end));
};

const readAll = (segments: readonly Uint8Array[]) => {
  const frames = new TcpFrames();
  const messages = segments.flatMap((segment) => [...frames.push(segment)!].map(hex));
  return { messages, isWhole: frames.isWhole };
};

describe("TCP frames", () => {
  it.each(streams)("$from to $to, as captured", ({ segments, messages }) => {
    expect(readAll(segments.map(fromHex))).toEqual({ messages, isWhole: true });
    const stream = concat(...segments.map(fromHex));
    expect(concat(...messages.map((message) => tcpFrame(fromHex(message))))).toEqual(stream);
    const bytewise = Array.from(stream, (byte) => Uint8Array.of(byte));
    expect(readAll(bytewise)).toEqual({ messages, isWhole: true });
  });

  it("are found wherever segments end", () => {
    const message = fc.uint8Array({ maxLength: spec.frameMost });
    const cuts = fc.array(fc.nat({ max: 8000 }), { maxLength: 12 });
    fc.assert(
      fc.property(fc.array(message, { maxLength: 6 }), cuts, (messages, ends) => {
        const stream = concat(...messages.map(tcpFrame));
        const inside = ends.filter((end) => end <= stream.length);
        expect(readAll(cut(stream, inside))).toEqual({ messages: messages.map(hex), isWhole: true });
      }),
    );
  });

  it.each([[[0x07, 0xfe]], [[0x07], [0xfe]], [[0, 1, 9, 0xff], [0xff]], [[0, 1, 9, 0xff, 0xff, 0]]])(
    "longer than 2045 bytes end the stream: %j",
    (...segments) => {
      const frames = new TcpFrames();
      const last = segments.map((segment) => frames.push(Uint8Array.from(segment))).at(-1);
      expect(last).toBeUndefined();
    },
  );

  it("of 2045 bytes pass", () => {
    const longest = new Uint8Array(spec.frameMost).fill(7);
    expect(readAll([tcpFrame(longest)]).messages).toEqual([hex(longest)]);
  });

  it("tell that one is unfinished", () => {
    const frames = new TcpFrames();
    frames.push(Uint8Array.of(0, 3, 1));
    expect(frames.isWhole).toBe(false);
    frames.push(Uint8Array.of(2, 3));
    expect(frames.isWhole).toBe(true);
  });
});
