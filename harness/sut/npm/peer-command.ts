import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ownFile } from "../../project/own-folder.ts";
import type { CaseHost } from "../contract.ts";

/** Starts one of our programs that use a library (built into dist/), with what it has to know in a file. */
export async function peerCommand(
  program: string,
  { folder }: CaseHost,
  config: object,
): Promise<{ readonly program: string; readonly argv: readonly string[] }> {
  const file = join(folder, `${program}.json`);
  await writeFile(file, `${JSON.stringify(config, null, 2)}\n`);
  const script = ownFile(`dist/${program}.mjs`);
  return { program, argv: [process.execPath, script, file] };
}
