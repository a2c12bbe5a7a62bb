import { describe, expect, it } from "vitest";
import { concat } from "../../base/bytes.ts";
import { lzoCompress } from "../../seal/compression/lzo-compress.ts";
import type { Zstd } from "../../seal/compression/zstd.ts";
import { bobPacket } from "../testing/bob.ts";
import { Rig, alice, bob, bobWan, ipv4Frame } from "../replay/rig.ts";

const compressible = concat(ipv4Frame(bob, alice, "10.50.0.1", "10.50.0.2"), new Uint8Array(1_000));
const toUs = concat(ipv4Frame(alice, bob, "10.50.0.2", "10.50.0.1"), new Uint8Array(1_000));
const noise = concat(
  ipv4Frame(bob, alice, "10.50.0.1", "10.50.0.2"),
  Uint8Array.from({ length: 200 }, (_, i) => (i * i * 31) ^ (i >> 1)),
);

/** Keeps the header and drops the zeros after it: enough to show that it was called. */
const zstd: Zstd = {
  compress: (plain) => plain.subarray(0, 34),
  decompress: (bytes, limit) => (bytes.length + 1_000 > limit ? undefined : concat(bytes, new Uint8Array(1_000))),
};

describe("compression", () => {
  it.each([
    ["LZO, compressible", 2, compressible, 2],
    ["LZO, noise", 2, noise, 1],
    ["none", 1, compressible, 1],
    ["zstd", 3, compressible, 3],
  ] as const)("out: %s", (_, asked, frame, used) => {
    const rig = new Rig({ compression: asked, zstd }).registered().feed({ kind: "frame", frame });
    const [sent] = rig.sent("PACKET");
    expect(sent?.message.compression).toBe(used);
    expect(sent!.message.payload.length < frame.length).toBe(used !== 1);
    if (used === 1) expect(sent?.message.payload).toEqual(frame);
  });

  it("out: zstd is not used if it is missing", () => {
    const rig = new Rig({ compression: 3 }).registered().feed({ kind: "frame", frame: compressible });
    expect(rig.sent("PACKET")[0]?.message).toMatchObject({ compression: 1, payload: compressible });
  });

  it.each([1, 2, 3] as const)("in: accepts every compression, sending with %i", (compression) => {
    const rig = new Rig({ compression, zstd }).registered();
    rig.receive(bobWan, { ...bobPacket, compression: 1, payload: toUs });
    rig.receive(bobWan, { ...bobPacket, compression: 2, payload: lzoCompress(toUs) });
    rig.receive(bobWan, { ...bobPacket, compression: 3, payload: zstd.compress(toUs) });
    expect(rig.done("deliver").map(({ frame }) => Buffer.from(frame))).toEqual(Array(3).fill(Buffer.from(toUs)));
  });

  it.each([
    ["larger than any frame", 2, lzoCompress(concat(toUs, new Uint8Array(1_100)))],
    ["damaged", 2, lzoCompress(toUs).slice(0, -1)],
    ["of an unknown kind", 4, toUs],
    ["zstd, too large", 3, concat(toUs, toUs)],
  ])("in: drops what is %s", (_, compression, payload) => {
    const rig = new Rig({ zstd }).registered().receive(bobWan, { ...bobPacket, compression, payload });
    expect(rig.done("deliver")).toEqual([]);
    expect(rig.edge.status().drops).toEqual({ compression: 1 });
  });
});
