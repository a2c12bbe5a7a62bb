import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fromHex, hex } from "../base/bytes.ts";
import { seededRandom } from "../base/random.ts";
import { decode } from "../wire/codec.ts";
import { decompress } from "./compression/compression.ts";
import { headerCipher } from "./header.ts";
import { makeTransform } from "./ciphers/make-transform.ts";
import { stampText } from "./stamps/text.ts";
import type { Transform } from "./ciphers/transform.ts";

interface Captured {
  readonly message: string;
  readonly community: string;
  readonly header_encryption: "none" | "static";
  readonly stamp?: string;
  readonly ethernet_frame?: string;
  readonly wire: string;
}

/** From recorded datagrams of real daemons all the way to their Ethernet frames. */
const captures: readonly [string, Transform["name"]][] = [
  ["hdr_a4_z1", "chacha20"],
  ["hdr_a3_aes", "aes"],
  ["p2p_a2_twofish", "twofish"],
  ["p2p_a5_speck", "speck"],
];

describe.each(captures)("%s", (name, cipher) => {
  const text = readFileSync(new URL(`captures/${name}.json`, import.meta.url), "utf8");
  const transform = makeTransform(cipher, "secret", seededRandom(1));

  test.each(JSON.parse(text) as Captured[])("$message at $t s", (record) => {
    const message = decode(plain(record));
    expect(message).toMatchObject({ type: record.message, community: record.community });
    if ("malformed" in message || message.type !== "PACKET") return;
    expect(message.transform).toBe(transform.id);
    const opened = transform.open(message.payload);
    expect(hex(decompress(message.compression, opened!)!)).toBe(record.ethernet_frame);
  });
});

function plain(record: Captured): Uint8Array {
  const bytes = fromHex(record.wire);
  if (record.header_encryption === "none") return bytes;
  const name = Buffer.from(record.community.padEnd(20, "\0"), "latin1");
  const opened = headerCipher(name, seededRandom(1)).open(bytes);
  expect(opened && stampText(opened.stamp)).toBe(record.stamp);
  return opened!.packet;
}
