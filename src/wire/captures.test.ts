import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fromHex, hex } from "../base/bytes.ts";
import { decode, encode } from "./codec.ts";
import { messageOf, type RecordedMessage } from "./recorded.ts";

interface Captured extends RecordedMessage {
  readonly header_encryption?: string;
  readonly payload_offset?: number;
  readonly wire: string;
}

/** Conversations of real daemons: pings, failover, preferred sockets, refusals, a federation. */
const captures = ["multi_sn_bootstrap", "sn_failover", "prefsock_e_auto", "nak_spoof", "federation_p2p"];

describe.each(captures)("%s", (name) => {
  const text = readFileSync(new URL(`captures/${name}.json`, import.meta.url), "utf8");
  const messages = (JSON.parse(text) as Captured[]).filter((record) => record.header_encryption === "none");

  test.each(messages.map((record, i) => [i, record.message, record] as const))("%i %s", (_, __, record) => {
    const bytes = fromHex(record.wire);
    const decoded = decode(bytes);
    expect(decoded).toMatchObject(withoutUndefined(messageOf(record, bytes.subarray(record.payload_offset))));
    // A PEER_INFO ends in stale memory of the reference (§3.8); we write zeros there.
    if (!("malformed" in decoded) && decoded.type !== "PEER_INFO") expect(hex(encode(decoded))).toBe(record.wire);
  });
});

/** Load, uptime and version of a query's answer are not in the record: stale memory. */
function withoutUndefined(message: object): object {
  return Object.fromEntries(Object.entries(message).filter(([, value]) => value !== undefined));
}
