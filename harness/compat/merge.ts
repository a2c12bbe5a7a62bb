import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { ConfigError } from "../../src/base/config-error.ts";
import { trialKey } from "./compat-folder.ts";
import { parseCompat, type CompatPlan, type CompatReport, type CompatTrial } from "./json.ts";
import { jobsOf } from "./run-compat.ts";

/** Reads FOLDER/compat.json, or a file of another name. Throws ConfigError when it is missing or damaged. */
export async function readCompat(place: string): Promise<CompatReport> {
  const file = place.endsWith(".json") ? place : join(place, "compat.json");
  const text = await readFile(file, "utf8").catch(() => {
    throw new ConfigError(`${place} holds no finished compatibility report: ${file} is missing`);
  });
  return parseCompat(text, file);
}

/** Merges the shards of a run; evidence stays where it is. Throws ConfigError if they are of several runs, or some are missing. */
export function mergeCompat(parts: readonly CompatReport[], folders: readonly string[], into: string): CompatReport {
  const [first] = parts;
  if (first === undefined) throw new ConfigError("--merge: name the folders of the shards");
  const plan: CompatPlan = { ...first.plan };
  delete plan.shard;
  const odd = parts.findIndex((part) => describe(part.plan) !== describe(plan));
  if (odd >= 0)
    throw new ConfigError(
      `${folders[odd]} is not part of the same run as ${folders[0]}: ${describe(parts[odd]!.plan)}`,
    );
  const versions = (part: CompatReport) => part.systems.map(({ name, version }) => `${name} ${version}`).join(", ");
  const other = parts.findIndex((part) => versions(part) !== versions(first));
  if (other >= 0)
    throw new ConfigError(`${folders[other]} ran other programs than ${folders[0]}: ${versions(parts[other]!)}`);
  const trials = new Map(
    parts.flatMap((part, i) => part.trials.map((trial) => [trialKey(trial), moved(trial, folders[i]!, into)] as const)),
  );
  const wanted = jobsOf(plan, (name) => !(name in first.missing));
  const missing = wanted.filter(
    ({ situation, ...job }) => !trials.has(trialKey({ ...job, situation: situation.name })),
  );
  if (missing.length > 0) {
    const [one] = missing;
    throw new ConfigError(
      `${missing.length} of ${wanted.length} trials are missing from these folders, e.g. ${one!.system}, ${one!.situation.name}`,
    );
  }
  const started = parts.map((part) => part.started).sort()[0]!;
  const duration = Math.max(...parts.map((part) => part.duration));
  return { ...first, plan, started, duration, trials: [...trials.values()] };
}

const moved = (trial: CompatTrial, folder: string, into: string): CompatTrial =>
  trial.evidence === undefined ? trial : { ...trial, evidence: relative(into, join(folder, trial.evidence)) };

/** Without the seed: each trial has and records its own. */
const describe = ({ systems, situations, repetitions }: CompatPlan): string =>
  `${systems.join(", ")} in ${situations.length} situations (${situations.join(", ")}), ${repetitions} times`;
