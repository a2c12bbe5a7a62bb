import { describe, expect, it } from "vitest";
import { concat } from "../../../src/base/bytes.ts";
import { PcapError, PcapReader, readPcap } from "./pcap.ts";

type Order = "big" | "little";

function file(
  order: Order,
  magic: number,
  records: readonly (readonly [number, number, Uint8Array])[],
  linkType = 276,
) {
  const words = (...values: number[]): Uint8Array => {
    const view = new DataView(new ArrayBuffer(values.length * 4));
    values.forEach((value, i) => view.setUint32(i * 4, value, order === "little"));
    return new Uint8Array(view.buffer);
  };
  const version = order === "little" ? Uint8Array.of(2, 0, 4, 0) : Uint8Array.of(0, 2, 0, 4);
  const header = concat(words(magic), version, words(0, 0, 262_144, linkType));
  return concat(header, ...records.map(([s, f, body]) => concat(words(s, f, body.length, body.length), body)));
}

const hello = Uint8Array.from(Buffer.from("hello"));
const micro = 0xa1b2c3d4;
const nano = 0xa1b23c4d;

describe("readPcap", () => {
  it.each(["big", "little"] as const)("reads %s-endian microseconds and nanoseconds", (order) => {
    const [us] = readPcap(file(order, micro, [[1_790_000_000, 250_500, hello]]));
    const [ns] = readPcap(file(order, nano, [[1_790_000_000, 250_500_000, hello]]));
    expect(us).toMatchObject({ at: 1_790_000_000_250.5, linkType: 276, frame: 1 });
    expect(ns).toEqual(us);
    expect(Buffer.from(us!.bytes).toString()).toBe("hello");
  });

  it("masks what the link type field says about checksums", () => {
    expect(readPcap(file("little", micro, [[1, 2, hello]], 0x1000_0001))[0]!.linkType).toBe(1);
  });

  it("reports an unfinished tail unless the file is live", () => {
    const cut = file("little", micro, [[1, 0, hello], [2, 0, hello]]).subarray(0, -2); // prettier-ignore
    expect(() => readPcap(cut)).toThrow("the file ends 19 bytes into frame 2");
    expect(readPcap(cut, { live: true })).toHaveLength(1);
    expect(() => readPcap(new Uint8Array(3))).toThrow("within its header");
    expect(readPcap(new Uint8Array(0), { live: true })).toEqual([]);
  });

  it("refuses an absurd record length, pcapng, and files that are not captures", () => {
    const absurd = file("little", micro, [[1, 0, hello]]);
    new DataView(absurd.buffer).setUint32(24 + 8, 0x7fff_ffff, true);
    expect(() => readPcap(absurd)).toThrow("frame 1 claims 2147483647 bytes");
    expect(() => readPcap(Uint8Array.of(0x0a, 0x0d, 0x0d, 0x0a))).toThrow("pcapng");
    expect(() => readPcap(new Uint8Array(24))).toThrow(PcapError);
  });

  it("fails for good after an error", () => {
    const reader = new PcapReader();
    expect(() => reader.push(new Uint8Array(24))).toThrow(PcapError);
    expect(() => reader.push(hello)).toThrow(PcapError);
  });

  it("returns the same records however the file is split", () => {
    const whole = file("little", nano, [[1, 1, hello], [2, 2, new Uint8Array(0)], [3, 3, hello]]); // prettier-ignore
    const reader = new PcapReader();
    const records = Array.from(whole, (_, i) => reader.push(whole.subarray(i, i + 1))).flat();
    reader.end();
    expect(records).toEqual(readPcap(whole));
    expect(records.map((record) => record.frame)).toEqual([1, 2, 3]);
  });
});
