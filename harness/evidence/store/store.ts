import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError } from "../../../src/base/config-error.ts";
import { writeDigests } from "./digests.ts";
import { dissect } from "../capture/dissect.ts";
import type { Capture, CapturedPacket, Evidence } from "../evidence.ts";
import { PcapError, readPcap } from "../capture/pcap.ts";
import { interfaceTable, pcapOf } from "../capture/pcap-writer.ts";
import { readStoredFile, readStoredJson } from "./file.ts";
import {
  captureFile,
  storedEvidence,
  storedInterfaces,
  type StoredEvidence,
  type StoredInterfaces,
} from "./evidence.ts";

/**
 * Writes evidence.json, and for evidence that has no capture files yet (a simulation) capture/NODE.pcap and
 * interfaces.json too. A laboratory wrote those itself: `captures: "written"`. Last comes SHA256SUMS, which seals it.
 */
export async function writeEvidence(
  folder: string,
  evidence: Evidence,
  options: { readonly captures?: "written" } = {},
): Promise<void> {
  await mkdir(join(folder, "capture"), { recursive: true });
  if (options.captures !== "written") await writeCaptures(folder, evidence.captures);
  const { captures, ...rest } = evidence;
  const stored: StoredEvidence = {
    version: 1,
    evidence: rest,
    captures: captures.map(({ node, dropped }) => ({ node, dropped, file: captureFile(node) })),
  };
  await writeFile(join(folder, "evidence.json"), JSON.stringify(stored, undefined, 2) + "\n");
  await writeDigests(folder);
}

/** What `ip link` calls the interfaces of each captured namespace. */
export async function writeInterfaces(
  folder: string,
  tables: ReadonlyMap<string, ReadonlyMap<number, string>>,
): Promise<void> {
  const stored: StoredInterfaces = Object.fromEntries([...tables].map(([node, it]) => [node, Object.fromEntries(it)]));
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "interfaces.json"), JSON.stringify(stored, undefined, 2) + "\n");
}

/**
 * Reads the evidence in the folder, without checking its digests.
 * @throws MissingFile, ConfigError when a file is damaged or not of this folder; each names the file
 */
export async function readEvidence(folder: string): Promise<Evidence> {
  const json = (file: string): Promise<unknown> => readStoredJson(folder, file);
  const stored = storedEvidence(await json("evidence.json"), join(folder, "evidence.json"));
  const interfaces = storedInterfaces(await json("interfaces.json"), join(folder, "interfaces.json"));
  const captures = [];
  for (const { node, dropped, file } of stored.captures) {
    const names = new Map(Object.entries(interfaces[node] ?? {}).map(([index, name]) => [Number(index), name]));
    captures.push({ node, dropped, packets: await readPackets(folder, file, node, names) });
  }
  return { ...stored.evidence, captures };
}

async function writeCaptures(folder: string, captures: readonly Capture[]): Promise<void> {
  const tables = new Map(captures.map(({ node, packets }) => [node, interfaceTable(packets)]));
  await writeInterfaces(folder, tables);
  for (const { node, packets } of captures) {
    const indexes = new Map([...tables.get(node)!].map(([index, name]) => [name, index]));
    await writeFile(
      join(folder, captureFile(node)),
      pcapOf(packets, (name) => indexes.get(name)!),
    );
  }
}

async function readPackets(
  folder: string,
  file: string,
  node: string,
  names: ReadonlyMap<number, string>,
): Promise<CapturedPacket[]> {
  const bytes = await readStoredFile(folder, file);
  try {
    return readPcap(bytes).map((record) => dissect(record, node, names));
  } catch (error) {
    if (error instanceof PcapError) throw new ConfigError(`${join(folder, file)}: ${error.message}`);
    throw error;
  }
}
