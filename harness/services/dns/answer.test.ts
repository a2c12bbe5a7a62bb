import { describe, expect, it } from "vitest";
import { answerTo } from "./answer.ts";

const zone = { records: { "sn.test": ["198.18.1.1", "2001:db8:0:1::1"], "v4.test": ["198.18.2.1"] } };

/** A query with recursion desired, as glibc sends it. */
function query(name: string, type: number, { flags = 0x0100, count = 1 } = {}): Buffer {
  const head = Buffer.from([0x12, 0x34, flags >> 8, flags & 0xff, 0, count, 0, 0, 0, 0, 0, 0]);
  const labels = name.split(".").map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
  return Buffer.concat([head, ...labels, Buffer.from([0, 0, type, 0, 1])]);
}

const answer = (...args: Parameters<typeof query>) => Buffer.from(answerTo(query(...args), zone)!);

describe("an answer about a name", () => {
  it("repeats id and question, and points to its name from each address", () => {
    expect(answer("sn.test", 1).toString("hex")).toBe(
      ["1234", "8580", "0001", "0001", "00000000", "02736e", "0474657374", "00", "00010001"].join("") +
        ["c00c", "0001", "0001", "00000001", "0004", "c6120101"].join(""),
    );
    const ipv6 = answer("SN.Test", 28);
    expect(ipv6.subarray(-16).toString("hex")).toBe("20010db8000000010000000000000001");
    expect(ipv6.readUInt16BE(6)).toBe(1);
    // Resolvers that randomise the case of names compare it.
    expect(ipv6.toString("latin1")).toContain("\x02SN\x04Test\x00");
  });

  it.each([
    ["has no address of that family", answer("v4.test", 28), 0],
    ["is asked for something else", answer("sn.test", 15), 0],
    ["does not exist", answer("constructor", 1), 3],
    ["is asked for by another operation", answer("sn.test", 1, { flags: 0x2900 }), 4],
  ])("has no record when the name %s", (_, bytes, code) => {
    expect([bytes.readUInt16BE(2) & 0xf, bytes.readUInt16BE(6)]).toEqual([code, 0]);
  });

  it.each([
    ["an answer", query("sn.test", 1, { flags: 0x8180 })],
    ["two questions", query("sn.test", 1, { count: 2 })],
    ["a pointer", Buffer.concat([query("sn.test", 1).subarray(0, 12), Buffer.from([0xc0, 0x0c, 0, 1, 0, 1])])],
    ["a name without an end", query("sn.test", 1).subarray(0, 20)],
    ["no class", query("sn.test", 1).subarray(0, -2)],
    ["another class", Buffer.concat([query("sn.test", 1).subarray(0, -1), Buffer.from([3])])],
    ["a name that is too long", query(Array(60).fill("abcd").join("."), 1)],
    ["nothing", Buffer.alloc(0)],
  ])("is not given to %s", (_, bytes) => {
    expect(answerTo(bytes, zone)).toBeUndefined();
  });
});
