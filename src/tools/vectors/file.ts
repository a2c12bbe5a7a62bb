import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { RecordCheck, Hearing, Same } from "./check.ts";
import { conversations } from "./kinds/conversations.ts";
import type { RecordOutcome } from "./conversation.ts";

const record = z.record(z.string(), z.unknown());
const format = z.looseObject({ description: z.string().default(""), vectors: z.array(z.unknown()).min(1) });

/** The shared format: one JSON object with a description and a list of vectors. */
export function checkFile(name: string, text: string, kinds: readonly RecordCheck[]): readonly RecordOutcome[] {
  const json = parseJson(text);
  if (json === undefined) return [{ title: "file", failure: "not JSON" }];
  const conversation = typeof json === "object" && json !== null && conversations.find((kind) => kind.recognises(json));
  if (conversation) return held(() => conversation.replay(json));
  const file = format.safeParse(json);
  if (!file.success) return [{ title: "file", failure: 'unknown format: no list of "vectors" in it' }];
  const { description, vectors } = file.data;
  return vectors.map((vector, i) => checkRecord(i, vector, kinds, { name, description }));
}

function checkRecord(
  index: number,
  vector: unknown,
  kinds: readonly RecordCheck[],
  file: Hearing["file"],
): RecordOutcome {
  const fields = record.safeParse(vector);
  const check = fields.success ? kinds.find((kind) => kind.recognises(fields.data)) : undefined;
  if (check === undefined) return { title: `record ${index}`, failure: "of an unknown kind" };
  const title = `record ${index} (${check.kind})`;
  const differences: string[] = [];
  const same: Same = (what, ours, recorded) => {
    if (!isDeepStrictEqual(ours, recorded)) differences.push(`${what}: ours ${show(ours)}, recorded ${show(recorded)}`);
  };
  const remarks: string[] = [];
  const hearing: Hearing = { file, remark: (what) => remarks.push(what) };
  const failure = guarded(() => check.compare(vector, same, hearing)) ?? differences[0];
  return failure === undefined ? { title, remarks } : { title, failure };
}

function held(replay: () => readonly RecordOutcome[]): readonly RecordOutcome[] {
  try {
    return replay();
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error).replaceAll(/\s+/g, " ") : (error as Error).message;
    return [{ title: "file", failure: `cannot be replayed: ${why}` }];
  }
}

/** Records come from others: input that our code refuses is reported, and not a reason to stop. */
function guarded(compare: () => string | undefined): string | undefined {
  try {
    return compare();
  } catch (error) {
    return `cannot be worked on: ${(error as Error).message}`;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function show(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value, shown) ?? "nothing");
  return text.length > tuned.shown ? `${text.slice(0, tuned.shown)}…` : text || '""';
}

function shown(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value;
}

/** Tunable: characters of a value in a line. */
const tuned = { shown: 120 } as const;
