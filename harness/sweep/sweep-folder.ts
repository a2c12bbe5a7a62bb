import { ResumableFolder, type RunKind } from "../run/folders/resumable-folder.ts";
import { parseSweepLine, parseSweepPlan, type SweepPlan, type SweepTrial } from "./json.ts";
import { pointName } from "./points.ts";

export type SweepFolder = ResumableFolder<SweepPlan, SweepTrial>;

export const sweepTrialKey = ({
  system,
  point,
  repetition,
}: Pick<SweepTrial, "system" | "point" | "repetition">): string => `${repetition} ${system} ${pointName(point)}`;

const kind: RunKind<SweepPlan, SweepTrial> = {
  name: "sweep",
  ending: () => "sweep",
  prefix: "sweep",
  lines: "trials.jsonl",
  finished: "sweep.json",
  parsePlan: parseSweepPlan,
  parseLine: parseSweepLine,
  keyOf: sweepTrialKey,
};

export const makeSweepFolder = (plan: SweepPlan, started: Date): Promise<SweepFolder> =>
  ResumableFolder.make(kind, plan, started);

/** `wanted`: as ResumableFolder.resume. */
export const resumeSweepFolder = (wanted: string): Promise<SweepFolder> => ResumableFolder.resume(kind, wanted);
