import { join } from "node:path";
import { compile } from "../bootstrap/modules.mjs";

const top = join(import.meta.dirname, "../..");

/**
 * The file that Node runs or imports for a source of this repository (`harness/run/cli.ts`), as every `npm run` does:
 * compiled with all that it imports. A loader of TypeScript takes three times as long for each process.
 */
export async function compiled(source: string): Promise<string> {
  const file = await compile(join(top, source));
  // Where dist/ cannot be written, or the source does not compile.
  if (file === undefined) throw new Error(`${source} is not compiled; node --import tsx ${source} may say why`);
  return file;
}
