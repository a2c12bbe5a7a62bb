import { z } from "zod";
import { machine, tool } from "../../report/made-with.ts";
import { storedAs } from "../../report/stored-as.ts";

/** matrix.json: the whole result of a matrix, and the only input of its reports. */
export const matrixSchemaVersion = 1;

const path = z.enum(["direct", "half-direct", "relayed", "none", "mixed", "unknown"]);

const cell = z.object({
  name: z.string(),
  grid: z.string(),
  row: z.string(),
  column: z.string(),
  predicted: z.enum(["direct", "relayed", "race", "either", "one-way", "none"]),
  because: z.string(),
  observed: path,
  /** What pings and punches showed, in words. */
  saw: z.string(),
  is: z.enum(["as predicted", "different", "varies", "inconclusive", "failed", "skipped"]),
  /** The reason, if it is not as predicted. */
  why: z.string().optional(),
  /** The measured NATs, as declared or not. */
  proofs: z.array(z.object({ router: z.string(), declared: z.string(), differences: z.array(z.string()) })),
  otherSuite: z
    .object({ suite: z.string(), path: z.enum(["direct", "relayed", "either"]), because: z.string().optional() })
    .optional(),
  seed: z.number(),
  /** How often it was run; it is repeated only when the laboratory is at fault. */
  attempts: z.number().int(),
  /** Milliseconds of wall clock. */
  duration: z.number(),
  /** Of a pair that ran more than once: how often as predicted, with the Wilson 95 % interval of that share, 0 to 1. */
  repetitions: z
    .object({
      of: z.number().int(),
      judged: z.number().int(),
      asPredicted: z.number().int(),
      least: z.number(),
      most: z.number(),
    })
    .optional(),
  /** Relative to the folder of matrix.json. */
  evidence: z.string().optional(),
});

const plan = z.object({
  set: z.string(),
  world: z.enum(["lab", "sim"]),
  seed: z.number(),
  loss: z.number(),
  delay: z.number(),
  /** What every line does instead of `loss` and `delay`, as it was written. */
  link: z.string().optional(),
  pool: z.number().int(),
  /** How often each pair is run; absent = once. */
  repetitions: z.number().int().positive().optional(),
  /** By name; absent = n2n-natlab's own everywhere. */
  programs: z.object({ all: z.string().optional(), byHost: z.record(z.string(), z.string()) }).optional(),
  /** Shard `index` of `of`, from 1. */
  shard: z.object({ index: z.number().int(), of: z.number().int() }).optional(),
});

const matrix = z.object({
  schema: z.literal(matrixSchemaVersion),
  tool,
  machine,
  plan,
  /** What ran, `tinc 1.0.36`; absent in older reports. */
  systems: z.array(z.string()).optional(),
  /** ISO 8601. */
  started: z.string(),
  /** Milliseconds; of a merged matrix, of its longest shard. */
  duration: z.number(),
  cells: z.array(cell),
});

export type CellResult = z.infer<typeof cell>;
export type MatrixPlan = z.infer<typeof plan>;
export type MatrixReport = z.infer<typeof matrix>;

/** Parse and validate stored text. Throw ConfigError that names the file. */
export const parseMatrix = (text: string, file: string): MatrixReport => storedAs(matrix, text, file);
export const parsePlan = (text: string, file: string): MatrixPlan => storedAs(plan, text, file);

/** Throws for a partial line. */
export const parseCellLine = (line: string): CellResult => cell.parse(JSON.parse(line));
