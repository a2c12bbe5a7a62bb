import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadZstd } from "../../seal/compression/zstd.ts";
import { decodeCapture, type DecodeOptions } from "./decode-capture.ts";
import { userOf } from "./keys.ts";
import { Skipped } from "./skipped.ts";
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

async function decode(capture: Uint8Array, options: DecodeOptions, skipped = new Skipped()) {
  const rows: object[] = [];
  const file = async function* () {
    yield capture;
  };
  for await (const row of decodeCapture(file, options, zstd, skipped)) rows.push(row);
  return rows;
}

describe("recorded conversations of the reference", () => {
  it.each(captures)("$name: $description", async (capture) => {
    const skipped = new Skipped();
    expect(await decode(file(`${capture.name}.pcap`), keysOf(capture), skipped)).toEqual(decoded(capture.name));
    expect(skipped.lost, skipped.lines.join("\n")).toBe(false);
  });
});

it("a capture saved as pcapng by Wireshark gives the same", async () => {
  const { name, ...rest } = captures.find(({ name }) => name === "hdr_a3_aes")!;
  expect(await decode(file(`${name}.pcapng`), keysOf({ name, ...rest }))).toEqual(decoded(name));
});

describe("without the keys", () => {
  const known = (name: string) => captures.find((capture) => capture.name === name)!;
  const undecoded = (rows: readonly object[]) => rows.filter((row) => "undecoded" in row).length;

  it("plain headers are still read, sealed payloads are kept as they are", async () => {
    const rows = await decode(file("p2p_z1_lzo.pcap"), { ...keysOf(known("p2p_z1_lzo")), key: undefined });
    expect(rows.map((row) => ("message" in row ? row.message : undefined))).toEqual(
      decoded("p2p_z1_lzo").map(({ message }) => message),
    );
  });

  it("encrypted headers are not", async () => {
    const rows = await decode(file("hdr_a3_aes.pcap"), { ...keysOf(known("hdr_a3_aes")), communities: [] });
    expect(undecoded(rows)).toBe(rows.length);
    expect(rows[0]).toMatchObject({ undecoded: true, note: expect.stringContaining("not an n2n message") as string });
  });

  it("a given dynamic key opens messages without a captured registration", async () => {
    const [answer] = decoded("userpw").filter((row) => "dynamic_key" in row);
    const dynamicKeys = [Buffer.from(answer!["dynamic_key"] as string, "hex")];
    const alone = { ...keysOf({ ...known("userpw"), users: [] }), dynamicKeys };
    const opened = (await decode(file("userpw.pcap"), alone)).filter(
      (row) => "header_encryption" in row && row.header_encryption === "dynamic",
    );
    expect(opened.length).toBeGreaterThan(10);
  });
});
