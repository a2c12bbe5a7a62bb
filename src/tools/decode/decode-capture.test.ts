import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ConfigError } from "../../base/config-error.ts";
import { loadZstd } from "../../seal/zstd.ts";
import { decodeCapture, type DecodeOptions } from "./decode-capture.ts";
import { userOf } from "./keys.ts";
import manifest from "./captures/manifest.json" with { type: "json" };

interface Known {
  readonly name: string;
  readonly community: string;
  readonly key?: string;
  readonly federation?: string;
  readonly users?: readonly (readonly [string, string])[];
}

const zstd = await loadZstd();
const captures = manifest as unknown as readonly Known[];
const file = (name: string) => readFileSync(new URL(`captures/${name}`, import.meta.url));
const decoded = (name: string) => JSON.parse(file(`${name}.decoded.json`).toString()) as Record<string, unknown>[];

function keysOf({ community, key, federation = "Federation", users = [] }: Known): DecodeOptions {
  return {
    communities: [community],
    key,
    users: users.map(([name, password]) => userOf(name, password, federation)!),
    federation,
    dynamicKeys: [],
    transform: "auto",
  };
}

describe("recorded conversations of the reference", () => {
  it.each(captures)("$name: $description", (capture) => {
    const ours = decodeCapture(file(`${capture.name}.pcap`), keysOf(capture), zstd);
    expect(ours).toEqual(decoded(capture.name));
  });
});

describe("without the keys", () => {
  const known = (name: string) => captures.find((capture) => capture.name === name)!;
  const undecoded = (rows: readonly object[]) => rows.filter((row) => "undecoded" in row).length;

  it("plain headers are read all the same, sealed payloads kept as they are", () => {
    const rows = decodeCapture(file("p2p_z1_lzo.pcap"), { ...keysOf(known("p2p_z1_lzo")), key: undefined }, zstd);
    expect(rows.map((row) => ("message" in row ? row.message : undefined))).toEqual(
      decoded("p2p_z1_lzo").map(({ message }) => message),
    );
  });

  it("encrypted headers are not", () => {
    const rows = decodeCapture(file("hdr_a3_aes.pcap"), { ...keysOf(known("hdr_a3_aes")), communities: [] }, zstd);
    expect(undecoded(rows)).toBe(rows.length);
    expect(rows[0]).toMatchObject({ undecoded: true, note: expect.stringContaining("not an n2n message") as string });
  });

  it("a dynamic key opens what no registration explains", () => {
    const [answer] = decoded("userpw").filter((row) => "dynamic_key" in row);
    const dynamicKeys = [Buffer.from(answer!["dynamic_key"] as string, "hex")];
    const alone = { ...keysOf({ ...known("userpw"), users: [] }), dynamicKeys };
    const opened = decodeCapture(file("userpw.pcap"), alone, zstd).filter(
      (row) => "header_encryption" in row && row.header_encryption === "dynamic",
    );
    expect(opened.length).toBeGreaterThan(10);
  });
});

describe("a capture file", () => {
  const bytes = file("tcp_s2.pcap");
  const capture = captures.find(({ name }) => name === "tcp_s2")!;

  it("may have its bytes in the other order, and nanoseconds", () => {
    expect(decodeCapture(swapped(bytes), keysOf(capture), zstd)).toEqual(decoded("tcp_s2"));
  });

  it("may hold TCP segments twice and out of order", () => {
    const records = recordsOf(bytes);
    const shuffled = records.flatMap((record, i) => (i % 2 === 0 ? [records[i + 1] ?? record, record, record] : []));
    const rows = decodeCapture(Buffer.concat([bytes.subarray(0, 24), ...shuffled]), keysOf(capture), zstd);
    const wires = (all: readonly object[]) => all.map((row) => (row as { wire: string }).wire).sort();
    expect(wires(rows)).toEqual(wires(decoded("tcp_s2")));
  });

  it.each([
    ["is cut within a record", bytes.subarray(0, -3), /ends within record/],
    ["is cut within its header", bytes.subarray(0, 20), /within its header/],
    ["is a pcapng file", Buffer.from(`0a0d0d0a${"00".repeat(40)}`, "hex"), /editcap/],
    ["is something else", Buffer.alloc(40), /magic/],
  ])("is refused when it %s", (_, wrong, message) => {
    expect(() => decodeCapture(wrong, keysOf(capture), zstd)).toThrow(ConfigError);
    expect(() => decodeCapture(wrong, keysOf(capture), zstd)).toThrow(message);
  });
});

function recordsOf(file: Buffer): Buffer[] {
  const records: Buffer[] = [];
  for (let at = 24; at < file.length; at += records.at(-1)!.length) {
    records.push(file.subarray(at, at + 16 + file.readUInt32LE(at + 8)));
  }
  return records;
}

/** The same file as a machine of the other byte order with a nanosecond clock writes it. */
function swapped(file: Buffer): Buffer {
  const header = Buffer.from(file.subarray(0, 24));
  for (const at of [0, 8, 12, 16, 20]) header.writeUInt32BE(file.readUInt32LE(at), at);
  for (const at of [4, 6]) header.writeUInt16BE(file.readUInt16LE(at), at);
  header.writeUInt32BE(0xa1b23c4d);
  const records = recordsOf(file).map((record) => {
    const copy = Buffer.from(record);
    for (const at of [0, 8, 12]) copy.writeUInt32BE(record.readUInt32LE(at), at);
    copy.writeUInt32BE(record.readUInt32LE(4) * 1000, 4);
    return copy;
  });
  return Buffer.concat([header, ...records]);
}
