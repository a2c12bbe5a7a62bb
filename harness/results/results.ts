import { z } from "zod";
import { parseRun, type RunReport } from "../report/run-json.ts";

/** results.json: the runs of one command, or of several that were merged. */
export interface Results {
  readonly schema: 1;
  readonly runs: readonly RunReport[];
}

const shape = z.object({ schema: z.literal(1), runs: z.array(z.unknown()) });

/** Validates a stored results.json. Throws a ZodError that names the field. */
export const parseResults = (json: unknown): Results => ({ schema: 1, runs: shape.parse(json).runs.map(parseRun) });

export type CaseOfRun = { readonly run: RunReport; readonly case: RunReport["cases"][number] };

export const casesOf = ({ runs }: Results): readonly CaseOfRun[] =>
  runs.flatMap((run) => run.cases.map((one) => ({ run, case: one })));
