import { ResumableFolder, type RunKind } from "../run/folders/resumable-folder.ts";
import { parseCompatPlan, parseTrialLine, type CompatPlan, type CompatTrial } from "./json.ts";

export type CompatFolder = ResumableFolder<CompatPlan, CompatTrial>;

export const trialKey = ({
  system,
  situation,
  repetition,
}: Pick<CompatTrial, "system" | "situation" | "repetition">): string => `${repetition} ${situation} ${system}`;

const kind: RunKind<CompatPlan, CompatTrial> = {
  name: "compatibility run",
  ending: ({ shard }) => `compat${shard === undefined ? "" : `-${shard.index}of${shard.of}`}`,
  prefix: "compat",
  lines: "trials.jsonl",
  finished: "compat.json",
  parsePlan: parseCompatPlan,
  parseLine: parseTrialLine,
  keyOf: trialKey,
};

export const makeCompatFolder = (plan: CompatPlan, started: Date): Promise<CompatFolder> =>
  ResumableFolder.make(kind, plan, started);

/** `wanted`: as ResumableFolder.resume. */
export const resumeCompatFolder = (wanted: string): Promise<CompatFolder> => ResumableFolder.resume(kind, wanted);
