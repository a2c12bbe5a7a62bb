import { createHash } from "node:crypto";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError } from "../../../src/base/config-error.ts";
import { MissingFile, readStoredFile } from "./file.ts";

/** In the folder of a case, as sha256sum(1) writes and checks it: `sha256sum -c SHA256SUMS`. */
export const digestsFile = "SHA256SUMS";

/** Writes the digests of everything that a verdict depends on, after all other evidence. */
export async function writeDigests(folder: string): Promise<void> {
  const lines = [];
  for (const file of await evidenceFiles(folder)) lines.push(`${await digestOf(folder, file)}  ${file}\n`);
  await writeFile(join(folder, digestsFile), lines.join(""));
}

/** How the evidence differs from what was sealed: one line for each file. Throws ConfigError for damaged digests. */
export async function changesSinceSealed(folder: string): Promise<readonly string[]> {
  const sealed = await storedDigests(folder);
  if (sealed === undefined) return [`${digestsFile} is missing`];
  const changes = [];
  for (const [file, digest] of sealed) {
    const now = await digestOf(folder, file).catch((error: unknown) => {
      if (error instanceof MissingFile) return undefined;
      throw error;
    });
    if (now === undefined) changes.push(`${file} is missing`);
    else if (now !== digest) changes.push(`${file} was changed`);
  }
  const added = (await evidenceFiles(folder)).filter((file) => !sealed.has(file));
  return [...changes, ...added.map((file) => `${file} was added`)];
}

async function evidenceFiles(folder: string): Promise<readonly string[]> {
  const captures = await readdir(join(folder, "capture")).catch(() => []);
  return ["evidence.json", "interfaces.json", ...captures.sort().map((name) => join("capture", name))];
}

async function digestOf(folder: string, file: string): Promise<string> {
  return createHash("sha256")
    .update(await readStoredFile(folder, file))
    .digest("hex");
}

async function storedDigests(folder: string): Promise<ReadonlyMap<string, string> | undefined> {
  const bytes = await readStoredFile(folder, digestsFile).catch((error: unknown) => {
    if (error instanceof MissingFile) return undefined;
    throw error;
  });
  if (bytes === undefined) return undefined;
  const lines = bytes.toString("utf8").split("\n").slice(0, -1);
  return new Map(
    lines.map((line, i): [string, string] => {
      const [, digest, file] = /^([0-9a-f]{64}) {2}(evidence\.json|interfaces\.json|capture\/[^/]+)$/.exec(line) ?? [];
      if (digest !== undefined && file !== undefined) return [file, digest];
      throw new ConfigError(`${join(folder, digestsFile)}: line ${i + 1} is not the digest of an evidence file`);
    }),
  );
}
