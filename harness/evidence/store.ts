import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError } from "../../src/base/config-error.ts";
import { dissect } from "./dissect.ts";
import type { Capture, CapturedPacket, Evidence } from "./evidence.ts";
import { PcapError, readPcap } from "./pcap.ts";
import { interfaceTable, pcapOf } from "./pcap-writer.ts";
import { storedEvidence, storedInterfaces, type StoredEvidence, type StoredInterfaces } from "./stored-evidence.ts";

const captureFile = (node: string): string => join("capture", `${node}.pcap`);

/**
 * Writes evidence.json, and for evidence that has no capture files yet (a simulation) capture/NODE.pcap and
 * interfaces.json too. A laboratory wrote those itself: `captures: "written"`.
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

/** @throws ConfigError when the folder holds no evidence or a capture is damaged; it names the file */
export async function readEvidence(folder: string): Promise<Evidence> {
  const stored = storedEvidence(await readJson(join(folder, "evidence.json")));
  const interfaces = storedInterfaces(await readJson(join(folder, "interfaces.json")));
  const captures = await Promise.all(
    stored.captures.map(async ({ node, dropped, file }) => {
      const names = new Map(Object.entries(interfaces[node] ?? {}).map(([index, name]) => [Number(index), name]));
      return { node, dropped, packets: await readPackets(join(folder, file), node, names) };
    }),
  );
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

async function readPackets(file: string, node: string, names: ReadonlyMap<number, string>): Promise<CapturedPacket[]> {
  try {
    return readPcap(await readFile(file)).map((record) => dissect(record, node, names));
  } catch (error) {
    if (error instanceof PcapError || isMissing(error)) throw new ConfigError(`${file}: ${(error as Error).message}`);
    throw error;
  }
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    if (isMissing(error)) throw new ConfigError(`${file} is missing: give the folder of a case, reports/…/cases/CASE`);
    if (error instanceof SyntaxError) throw new ConfigError(`${file} is not JSON: ${error.message}`);
    throw error;
  }
}

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === "ENOENT";
