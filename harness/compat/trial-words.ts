import { secondsText } from "../expect/wording.ts";
import type { Style } from "../report/text/style.ts";
import type { CompatTrial, Outcome } from "./json.ts";

/** A settled trial, as a line. */
export function compatTrialWords({ system, situation, outcome, duration, trouble }: CompatTrial, style: Style): string {
  const more = trouble === undefined ? "" : `  ${trouble}`;
  const what = paintOutcome(outcome, style)(outcome.padEnd(12));
  return `${what} ${system.padEnd(12)} ${situation}  ${secondsText(duration)}${more}`;
}

function paintOutcome(outcome: Outcome, style: Style): (text: string) => string {
  if (outcome === "direct") return (text) => style.green(text);
  if (outcome === "none") return (text) => style.red(text);
  return outcome === "relayed" ? (text) => style.dim(text) : (text) => style.yellow(text);
}
