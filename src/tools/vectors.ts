import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError } from "../base/config-error.ts";
import { loadZstd } from "../seal/compression/zstd.ts";
import { runTool } from "./run-tool.ts";
import { checkFile } from "./vectors/file.ts";
import { allChecks } from "./vectors/kinds.ts";

const help = `npm run -s vectors -- FOLDER

Checks every *.json of a folder against this implementation, in both directions if a record allows it. The format is one
JSON object with "description" and "vectors", as described in docs/n2n-compatibility.md. The fields of a record, not the
name of the file, say what it is about.

Prints one line per file, one per failed record, and at the end: vectors: N passed, N failed
Exit code: 0 all passed, 1 some failed, 64 usage.

Example: npm run -s vectors -- src/seal/vectors
`;

await runTool("vectors", help, async (args) => {
  const [folder, ...rest] = args;
  if (folder === undefined || rest.length > 0) throw new ConfigError("which folder? e.g. npm run -s vectors -- FOLDER");
  const names = await filesIn(folder);
  const checks = allChecks(await loadZstd());
  let passed = 0;
  let failed = 0;
  for (const name of names) {
    const outcomes = checkFile(name, await readFile(join(folder, name), "utf8"), checks);
    const failures = outcomes.filter(({ failure }) => failure !== undefined);
    passed += outcomes.length - failures.length;
    failed += failures.length;
    say(`${name}: ${outcomes.length - failures.length} passed, ${failures.length} failed`);
    for (const { title, failure, remarks = [] } of outcomes) {
      if (failure !== undefined) say(`  ${name} ${title}: ${failure}`);
      for (const remark of remarks) say(`  ${name} ${title}: differs on purpose: ${remark}`);
    }
  }
  say(`vectors: ${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});

async function filesIn(folder: string): Promise<readonly string[]> {
  if (folder.startsWith("--")) throw new ConfigError(`no option ${folder}; --help shows the usage`);
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) throw new ConfigError(`${folder} is not a folder`);
  const names = (await readdir(folder)).filter((name) => name.endsWith(".json")).sort();
  if (names.length === 0) throw new ConfigError(`no *.json in ${folder}`);
  return names;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
