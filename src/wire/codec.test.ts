import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fromHex, hex } from "../base/bytes.ts";
import { decode, encode } from "./codec.ts";
import { messageOf, type RecordedMessage } from "./recorded.ts";
import type { FieldText } from "./message.ts";

interface Vector extends RecordedMessage {
  readonly common: { readonly ttl: number; readonly flags: number; readonly community: string };
  readonly wire: string;
  readonly payload?: string;
}

const url = new URL("vectors/wire.json", import.meta.url);
const { vectors } = JSON.parse(readFileSync(url, "utf8")) as { vectors: Vector[] };

describe("recorded messages of the reference", () => {
  test("the file holds every message", () => {
    expect(vectors).toHaveLength(69);
    expect(new Set(vectors.map((vector) => vector.message)).size).toBe(10);
  });

  for (const [i, vector] of vectors.entries()) {
    const message = messageOf({ ...vector.common, ...vector }, fromHex(vector.payload ?? ""));
    test(`${i} ${vector.message}: fields to bytes`, () => expect(hex(encode(message))).toBe(vector.wire));
    test(`${i} ${vector.message}: bytes to fields`, () => expect(decode(fromHex(vector.wire))).toEqual(message));
  }
});

const query = "0302000b61000000000000000000000000000000000000009a245bdb62e392854c24dea70000";
const registerSuper = vectors.find((vector) => vector.message === "REGISTER_SUPER" && vector.auth?.scheme === 1)!.wire;
const patched = (text: string, offset: number, bytes: string) =>
  fromHex(text.slice(0, offset * 2) + bytes + text.slice(offset * 2 + bytes.length));

describe("datagrams that are not messages", () => {
  test.each([
    ["nothing", new Uint8Array(0), { malformed: "short", at: 0 }],
    ["a header cut by one byte", fromHex(query).subarray(0, 23), { malformed: "short", at: 23 }],
    ["a body cut by one byte", fromHex(query).subarray(0, 37), { malformed: "short", at: 37 }],
    ["version 2", patched(query, 0, "02"), { malformed: "version", at: 0 }],
    ["the OPTIONS flag", patched(query, 3, "8b"), { malformed: "flags", at: 2 }],
    ["a flag in the high byte", patched(query, 2, "01"), { malformed: "flags", at: 2 }],
    ["type 0", patched(query, 3, "00"), { malformed: "type", at: 3 }],
    ["type 2", patched(query, 3, "02"), { malformed: "type", at: 3 }],
    ["type 9", patched(query, 3, "09"), { malformed: "type", at: 3 }],
    ["type 13", patched(query, 3, "0d"), { malformed: "type", at: 3 }],
    ["no community", patched(query, 4, "00"), { malformed: "community", at: 4 }],
    ["a community of 20 bytes", patched(query, 23, "61"), { malformed: "community", at: 4 }],
    ["a token of 49 bytes", patched(registerSuper, 57, "0031"), { malformed: "token", at: 57 }],
    ["a prefix of 33 bits", patched(registerSuper, 38, "21"), { malformed: "prefix", at: 38 }],
    ["a REGISTER_SUPER cut inside its token", fromHex(registerSuper).subarray(0, 70), { malformed: "short", at: 70 }],
  ])("%s", (_, bytes, expected) => expect(decode(bytes)).toEqual(expected));

  test("45 supernodes", () => {
    const ack = vectors.find((vector) => vector.message === "REGISTER_SUPER_ACK" && vector.auth?.scheme === 0)!.wire;
    expect(decode(patched(ack, 53, "2d"))).toEqual({ malformed: "supernodes", at: 53 });
  });

  test("a socket of an unknown family", () => {
    const packet = vectors.find((vector) => vector.message === "PACKET" && vector.sock !== undefined)!.wire;
    expect(decode(patched(packet, 36, "0001"))).toEqual({ malformed: "family", at: 36 });
  });
});

describe("what the reference tolerates", () => {
  test("a REGISTER_SUPER that ends after the description has scheme 0 and no token", () => {
    const whole = decode(fromHex(registerSuper));
    const cut = decode(fromHex(registerSuper).subarray(0, 55));
    expect(cut).toEqual({ ...whole, auth: { scheme: 0, token: new Uint8Array(0) }, keyTime: 0 });
  });

  test("bytes behind the last field", () => {
    expect(decode(fromHex(`${query}00ff`))).toEqual(decode(fromHex(query)));
  });

  test("stale bytes behind the zero of a text", () => {
    expect(decode(patched(query, 4, "61007878"))).toEqual(decode(fromHex(query)));
  });
});

test("a token does not change with the datagram it came in", () => {
  const bytes = Buffer.from(registerSuper, "hex");
  const message = decode(bytes);
  const before = structuredClone(message);
  bytes.fill(0xee, 24);
  expect(message).toEqual(before);
});

test("a description of sixteen bytes is a bug of the caller", () => {
  const message = decode(fromHex(registerSuper));
  if ("malformed" in message || message.type !== "REGISTER_SUPER") throw new Error("vector");
  expect(() => encode({ ...message, description: "x".repeat(16) as FieldText })).toThrow(/does not fit/);
  expect(() => encode({ ...message, description: "π" as FieldText })).toThrow(/Latin-1/);
});
