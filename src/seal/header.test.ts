import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromHex, hex } from "../base/bytes.ts";
import { seededRandom, type Random } from "../base/random.ts";
import { headerKeys } from "./header-key.ts";
import { headerCipher } from "./header.ts";
import { recorded } from "./testing/recorded.ts";
import { stampFrom } from "./stamps/text.ts";

interface Sealed {
  readonly case: "ok" | "reject";
  readonly community: string;
  readonly dynamic_key?: string;
  readonly header_len?: number;
  readonly stamp?: string;
  readonly random4?: string;
  readonly plain?: string;
  readonly encrypted: string;
}

const records = recorded<Sealed>("header_encryption");
const field = (community: string) => Buffer.from(community.padEnd(20, "\0"), "latin1");

function cipherOf({ community, dynamic_key, random4 }: Sealed) {
  const random: Random = { bytes: () => fromHex(random4 ?? "00000000"), u32: () => 0 };
  const mode = dynamic_key === undefined ? {} : { secret: fromHex(dynamic_key), coverPayloadIv: true };
  return headerCipher(field(community), random, mode);
}

describe("recorded headers", () => {
  const ok = records.filter((record) => record.case === "ok");
  const reject = records.filter((record) => record.case === "reject");

  test.each(ok)("$what for $community, $packet_len bytes", (record) => {
    const stamp = stampFrom(record.stamp!);
    expect(hex(cipherOf(record).seal(fromHex(record.plain!), stamp))).toBe(record.encrypted);
    const received = Buffer.from(record.encrypted, "hex");
    const opened = cipherOf(record).open(received);
    expect(hex(received), "the received bytes are not modified").toBe(record.encrypted);
    expect(opened && { packet: hex(opened.packet), stamp: opened.stamp }).toEqual({ packet: record.plain, stamp });
  });

  test.each(reject)("refused: $community, $note, byte $flipped_byte", (record) => {
    expect(cipherOf(record).open(fromHex(record.encrypted))).toBeUndefined();
  });
});

interface Derived {
  readonly kind: string;
  readonly community20: string;
  readonly static_header_key: string;
  readonly static_iv_key: string;
  readonly dynamic_key: string;
  readonly dynamic_header_key: string;
  readonly dynamic_iv_key: string;
}

describe("keys", () => {
  const derived = recorded<Derived>("key_derivation");
  test.each(derived.filter((record) => record.kind === "header"))("of $community", (record) => {
    const { head, iv } = headerKeys(fromHex(record.community20));
    expect([hex(head), hex(iv)]).toEqual([record.static_header_key, record.static_iv_key]);
  });
  test.each(derived.filter((record) => record.kind === "header_dynamic"))("of $dynamic_key", (record) => {
    const { head, iv } = headerKeys(fromHex(record.dynamic_key));
    expect([hex(head), hex(iv)]).toEqual([record.dynamic_header_key, record.dynamic_iv_key]);
  });
});

test("hostile bytes under the right key are refused, not thrown", () => {
  const cipher = headerCipher(field("net"), seededRandom(1));
  const sealed = cipher.seal(Buffer.concat([fromHex("0302000b"), field("net"), new Uint8Array(14)]), {
    high: 0,
    low: 1,
  });
  fc.assert(
    fc.property(fc.nat(sealed.length - 1), fc.integer({ min: 1, max: 255 }), fc.nat(40), (at, change, length) => {
      const bytes = Uint8Array.from(sealed);
      bytes[at]! ^= change;
      expect(cipher.open(bytes)).toBeUndefined();
      if (length < sealed.length) expect(cipher.open(sealed.subarray(0, length))).toBeUndefined();
    }),
  );
});
