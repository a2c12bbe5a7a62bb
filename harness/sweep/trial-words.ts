import { secondsText } from "../expect/wording.ts";
import type { Style } from "../report/text/style.ts";
import type { SweepTrial } from "./json.ts";
import { trialSentence } from "./output/text.ts";
import { pointName } from "./points.ts";

/** A settled trial, as a line. */
export function sweepTrialWords(trial: SweepTrial, style: Style): string {
  const what = trialSentence(trial);
  const painted = trial.outcome === "measured" ? what : style.yellow(what);
  return `${trial.system.padEnd(12)} ${pointName(trial.point)}  ${painted}  ${secondsText(trial.duration)}`;
}
