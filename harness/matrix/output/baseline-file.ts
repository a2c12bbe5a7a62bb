import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { baselineOf, parseBaseline, type Baseline } from "./baseline.ts";
import type { MatrixReport } from "./json.ts";

const file = "reports/baseline/matrix.json";

/** Throws ConfigError like `baselineOf`. */
export async function writeBaseline(report: MatrixReport): Promise<void> {
  const text = `${JSON.stringify(baselineOf(report), undefined, 2)}\n`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

export async function readBaseline(): Promise<Baseline> {
  return parseBaseline(JSON.parse(await readFile(file, "utf8")));
}
