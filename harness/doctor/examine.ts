import { environmentError } from "../../src/base/environment-error.ts";
import { environmentTrouble } from "../command-line/environment-error.ts";
import type { DoctorCheck } from "./check.ts";
import type { ScratchOutcome } from "./scratch.ts";

export interface Examined {
  readonly name: string;
  readonly required: boolean;
  readonly works: boolean;
  /** False = something else is missing, which `detail` names. */
  readonly tried: boolean;
  readonly detail: string;
  /** Absent if it works, or was not tried. */
  readonly fix?: string;
}

/** One after the other. Rejects when interrupted. */
export async function* examine(checks: readonly DoctorCheck[], interrupted: AbortSignal): AsyncGenerator<Examined> {
  const lacking: string[] = [];
  for (const check of checks) {
    const { name, required, inNamespaces = false } = check;
    const isPointless = inNamespaces && lacking.length > 0;
    const outcome = isPointless ? notTried(lacking) : await outcomeOf(check, interrupted);
    const { works, tried = true, detail, fix = check.fix } = outcome;
    if (check.isGround === true && !works) lacking.push(name);
    yield { name, required, works, tried, detail, ...(!works && tried && { fix }) };
  }
}

/** A dozen ways to fix what works as soon as the one before it does would hide that one. */
const notTried = (lacking: readonly string[]): ScratchOutcome => ({
  works: false,
  tried: false,
  detail: `not tried without ${lacking.join(" and ")}`,
});

/** An error of the environment is a result, not a failure of the doctor. */
async function outcomeOf(check: DoctorCheck, interrupted: AbortSignal): Promise<ScratchOutcome> {
  try {
    const outcome = await check.try(interrupted);
    // A Ctrl-C also reaches the program being tried, which then fails.
    interrupted.throwIfAborted();
    return outcome;
  } catch (error) {
    const detail = environmentError(error)?.message ?? environmentTrouble(error);
    if (detail === undefined) throw error;
    return { works: false, detail };
  }
}
