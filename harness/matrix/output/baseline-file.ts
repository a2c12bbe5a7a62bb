import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { project } from "../../project/project.ts";
import { baselineOf, parseBaseline, type Baseline } from "./baseline.ts";
import type { MatrixReport } from "./json.ts";

const baselineFile = (): string => join(project().reports, "baseline/matrix.json");

/** Throws ConfigError like `baselineOf`. */
export async function writeBaseline(report: MatrixReport): Promise<void> {
  const text = `${JSON.stringify(baselineOf(report), undefined, 2)}\n`;
  const file = baselineFile();
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

export async function readBaseline(): Promise<Baseline> {
  return parseBaseline(JSON.parse(await readFile(baselineFile(), "utf8")));
}
