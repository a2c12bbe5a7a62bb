import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { pipeline } from "node:stream/promises";

const known = new Map<string, Promise<string>>();

/** SHA-256 in hexadecimal by name. Each file is read once, because programs do not change during a run. */
export async function digestsOf(files: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const digests = files.map(async (file) => {
    let digest = known.get(file);
    if (digest === undefined) known.set(file, (digest = digestOf(file)));
    return [basename(file), await digest] as const;
  });
  return Object.fromEntries(await Promise.all(digests));
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}
