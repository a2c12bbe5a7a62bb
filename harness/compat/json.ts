import { z } from "zod";
import { machine, toolOfClone } from "../report/made-with.ts";
import { storedAs } from "../report/stored-as.ts";

/** compat.json: what each system did in each situation, and the only input of every page and table. */
export const compatSchemaVersion = 1;

/** What the pings of both directions showed. */
export const outcomes = ["direct", "half-direct", "relayed", "none", "inconclusive", "unsupported"] as const;

/** One repetition of one situation by one system. */
const trial = z.object({
  system: z.string(),
  situation: z.string(),
  /** From 1. */
  repetition: z.number().int(),
  outcome: z.enum(outcomes),
  /** One sentence: what was seen, or why there is no answer. */
  saw: z.string(),
  /** What did not hold although a path was found: latency, loss, recovery. */
  trouble: z.string().optional(),
  /** Milliseconds from when both nodes had started to the first answer, and to the first ping by a direct path. */
  firstAnswer: z.number().optional(),
  firstDirect: z.number().optional(),
  /** Milliseconds that recovery took after the event of the situation. */
  recovery: z.number().optional(),
  /** As measured: round trips and loss, in words. */
  latency: z.string().optional(),
  loss: z.string().optional(),
  /** A mebibyte over TCP, in words. */
  throughput: z.string().optional(),
  /** The NATs were measured before and after, and were as declared. */
  proven: z.boolean(),
  seed: z.number(),
  /** Milliseconds of wall clock. */
  duration: z.number(),
  /** Folder of the evidence, from that of compat.json. */
  evidence: z.string().optional(),
});

const prediction = z.object({
  predicted: z.enum(["direct", "relayed", "race", "either", "one-way", "none"]),
  because: z.string(),
  /** Where that rule comes from, e.g. "RFC 4787 REQ-1"; absent in reports of earlier versions. */
  clause: z.string().optional(),
});

const situation = z.object({
  name: z.string(),
  /** The table in which it stands, and where. */
  group: z.string(),
  row: z.string(),
  column: z.string(),
  /** What the oracle predicts for programs that answer to the address from which a packet came. */
  ...prediction.shape,
  /** What it predicts for systems that punch in other ways, where that differs; by name. */
  bySystem: z.record(z.string(), prediction).optional(),
});

const system = z.object({
  name: z.string(),
  version: z.string(),
  source: z.string(),
  /** SHA-256 in hexadecimal, by name of the file. */
  files: z.record(z.string(), z.string()),
  layer: z.union([z.literal(2), z.literal(3)]),
  helper: z.enum(["needed", "useful", "none"]),
  relays: z.boolean(),
  keys: z.string(),
});

const plan = z.object({
  systems: z.array(z.string()),
  situations: z.array(z.string()),
  repetitions: z.number().int().positive(),
  seed: z.number(),
  /** Part `index` of `of`, from 1. */
  shard: z.object({ index: z.number().int(), of: z.number().int() }).optional(),
});

const compat = z.object({
  schema: z.literal(compatSchemaVersion),
  tool: toolOfClone,
  machine,
  plan,
  /** ISO 8601. */
  started: z.string(),
  /** Milliseconds; of merged parts, of the longest. */
  duration: z.number(),
  systems: z.array(system),
  /** Why systems that were asked for did not run. */
  missing: z.record(z.string(), z.string()),
  situations: z.array(situation),
  trials: z.array(trial),
});

export type Outcome = (typeof outcomes)[number];
export type CompatTrial = z.infer<typeof trial>;
export type SituationFacts = z.infer<typeof situation>;
export type SystemFacts = z.infer<typeof system>;
export type CompatPlan = z.infer<typeof plan>;
export type CompatReport = z.infer<typeof compat>;

/** JSON Schema of compat.json, for tools in other languages. */
export const compatJsonSchema = (): unknown => z.toJSONSchema(compat);

/** The gates for stored text. Throw ConfigError, which names the file. */
export const parseCompat = (text: string, file: string): CompatReport => storedAs(compat, text, file);
export const parseCompatPlan = (text: string, file: string): CompatPlan => storedAs(plan, text, file);

/** Throws for a line that was not finished. */
export const parseTrialLine = (line: string): CompatTrial => trial.parse(JSON.parse(line));
