import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concat, fromHex, hex } from "../base/bytes.ts";
import type { Mac } from "../base/address/mac.ts";
import { authenticatedKey, senderKey } from "./authenticated-key.ts";
import { openGcm, sealGcm } from "./authenticated.ts";

const key = fromHex("00112233445566778899aabbccddeeff".repeat(2));
const associated = fromHex("0102");

describe("AES-256-GCM", () => {
  it("matches test case 14 of the GCM specification", () => {
    const sealed = sealGcm(new Uint8Array(32), 0, new Uint8Array(), new Uint8Array(16));
    expect(hex(sealed)).toBe("cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");
  });

  it("opens what it sealed, and nothing that differs in a bit, the counter or the associated data", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(2 ** 30), fc.nat(10_000), (plain, counter, at) => {
        const sealed = sealGcm(key, counter, associated, plain);
        expect(sealed.length).toBe(plain.length + 16);
        expect(hex(openGcm(key, counter, associated, sealed)!)).toBe(hex(plain));
        const changed = Uint8Array.from(sealed);
        changed[at % sealed.length]! ^= 1 << (at & 7);
        expect(openGcm(key, counter, associated, changed)).toBeUndefined();
        expect(openGcm(key, counter + 1, associated, sealed)).toBeUndefined();
        expect(openGcm(key, counter, fromHex("0103"), sealed)).toBeUndefined();
        expect(openGcm(key, counter, associated, sealed.subarray(0, 15))).toBeUndefined();
      }),
      { numRuns: 50 },
    );
  });
});

describe("keys", () => {
  const mac = "02:00:00:00:00:01" as Mac;
  const session = fromHex("0102030405060708");

  it("differ by passphrase and community", () => {
    const net = Buffer.from("net".padEnd(20, "\0"));
    const keys = [authenticatedKey("a", net), authenticatedKey("b", net), authenticatedKey("a", Buffer.alloc(20))];
    expect(new Set(keys.map(hex)).size).toBe(3);
    expect(keys.map(({ length }) => length)).toEqual([32, 32, 32]);
  });

  it("of a sender are HKDF-SHA-256 (RFC 5869) of session and MAC", () => {
    const hmac = (secret: Uint8Array, data: Uint8Array) => createHmac("sha256", secret).update(data).digest();
    const info = concat(Buffer.from("n2n-natlab sender 1"), fromHex("020000000001"), Uint8Array.of(1));
    expect(hex(senderKey(key, session, mac))).toBe(hex(hmac(hmac(session, key), info)));
  });
});
