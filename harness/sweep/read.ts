import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError } from "../../src/base/config-error.ts";
import { parseSweep, type SweepReport } from "./json.ts";

/** Reads FOLDER/sweep.json, or a file of another name. Throws ConfigError when it is missing or damaged. */
export async function readSweep(place: string): Promise<SweepReport> {
  const file = place.endsWith(".json") ? place : join(place, "sweep.json");
  const text = await readFile(file, "utf8").catch(() => {
    throw new ConfigError(`${place} holds no finished sweep: ${file} cannot be read`);
  });
  return parseSweep(text, file);
}
