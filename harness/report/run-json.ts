import { z } from "zod";
import { storedImpairment } from "../evidence/store/network.ts";
import { storedSystem } from "../evidence/store/system.ts";
import { machine, tool } from "./made-with.ts";
import { seenBinding, seenPacket, seenPings, seenStep, seenTheory, seenTransfer } from "./seen/schema.ts";
import { seenRecordings } from "./recorded/schema.ts";
import { impairmentKinds } from "../expect/links/measured-impairments.ts";
import { diagnosisKinds } from "../expect/diagnosis/diagnosis.ts";

/** run.json: the whole result of a run as data, and the only input of all reports. See docs/evidence.md. */
export const runSchemaVersion = 1;

const ref = z.object({
  node: z.string(),
  frames: z.array(z.number().int()).optional(),
  line: z.number().int().optional(),
});

const quantity = z.number().nullable();

const claim = z.object({
  kind: z.enum(["ping", "path", "latency", "loss", "links", "recovery", "throughput"]),
  expected: z.string(),
  is: z.enum(["met", "pending", "violated", "unsound"]),
  /** What was observed, what is waited for, or what is wrong with the laboratory. */
  observed: z.string(),
  stoppedAt: z.string().optional(),
  /** Milliseconds since the case began: when it was claimed, when it was met. */
  from: z.number(),
  metAt: z.number().optional(),
  refs: z.array(ref),
});

const direction = z.object({
  from: z.string(),
  to: z.string(),
  direct: z.number().int(),
  relayed: z.number().int(),
  unknown: z.number().int(),
  lost: z.number().int(),
  relay: z.string().optional(),
  /** Milliseconds since the case began: the first ping by a direct path. */
  directSince: z.number().optional(),
});

/** Milliseconds; null where nothing arrived. */
const link = z.object({
  node: z.string(),
  direction: z.enum(["up", "down"]),
  asked: storedImpairment,
  sent: z.number().int(),
  lost: z.number().int(),
  p50: quantity,
  p95: quantity,
  jitter: quantity,
  /** Measured beside asked, each with a 95 % interval; absent in runs by versions that did not measure it. */
  impairments: z
    .array(
      z.object({
        what: z.enum(impairmentKinds),
        asked: quantity,
        measured: quantity,
        least: quantity,
        most: quantity,
        of: z.number().int(),
        is: z.enum(["as asked", "different", "too few"]),
      }),
    )
    .optional(),
  /**
   * Losses in a row, where bursts were asked for: how many rows of one packet, two and so on; the last are as long or longer. Beside
   * it the share of each that the model leads to.
   */
  bursts: z.object({ lengths: z.array(z.number().int()), asked: z.array(z.number()) }).optional(),
  /** How long packets took, where that varies: `counts` of bins, the first of which begins at `from`. Milliseconds. */
  delays: z.object({ from: z.number(), bin: z.number(), counts: z.array(z.number().int()) }).optional(),
});

const natProof = z.object({
  router: z.string(),
  /** Of the story; "before" when absent. */
  when: z.enum(["before", "after"]).optional(),
  declared: z.string(),
  measured: z.record(z.string(), z.union([z.string(), z.boolean()])),
  differences: z.array(z.string()),
  /** What was declared and not measured; absent in runs by versions that did not record it. */
  unmeasured: z.array(z.string()).optional(),
  observations: z.array(z.string()),
});

const ladder = z.object({
  columns: z.array(z.object({ node: z.string(), title: z.string() })),
  rows: z.array(
    z.object({
      at: z.number(),
      until: z.number().optional(),
      times: z.number().int(),
      label: z.string(),
      cells: z.array(z.object({ node: z.string(), text: z.string() })),
      end: z.enum(["delivered", "lost", "refused", "under way"]),
      /** The destination, if it was not delivered. */
      towards: z.string().optional(),
      frame: z.object({ node: z.string(), frame: z.number().int() }),
      /** Places in the case's `bindings` of those that it created or used, and the rule that refused it, where known. */
      bindings: z.array(z.number().int()).optional(),
      rule: z.string().optional(),
      /** The first of the equal ones. */
      packet: seenPacket.optional(),
    }),
  ),
});

const topologyNode = z.object({
  name: z.string(),
  kind: z.enum(["host", "router"]),
  nat: z.string().optional(),
  /** The router that it is behind; absent = on the internet. */
  inside: z.string().optional(),
});

const caseReport = z.object({
  name: z.string(),
  verdict: z.enum(["pass", "fail", "inconclusive", "unsupported"]),
  a: z.string(),
  b: z.string(),
  /** What is between each of them and the internet, e.g. "symmetric", or "public". */
  nats: z.object({ a: z.string(), b: z.string() }),
  expectedPath: z.enum(["direct", "relayed", "none", "either"]),
  /** `half-direct`: in the end one direction was direct and the other relayed. `mixed`: both paths in one direction. */
  observedPath: z.enum(["direct", "half-direct", "relayed", "none", "mixed", "unknown"]),
  because: z.string(),
  failure: z.object({ expected: z.string(), observed: z.string(), stoppedAt: z.string() }).optional(),
  why: z.string().optional(),
  refs: z.array(ref),
  /**
   * Why there is no direct path although theory allows one; absent = there is one, theory allows none, or the packets do not
   * show it.
   */
  diagnosis: z
    .object({ kind: z.enum(diagnosisKinds), sentence: z.string(), refs: z.array(ref), clause: z.string().optional() })
    .optional(),
  claims: z.array(claim),
  paths: z.array(direction),
  links: z.array(link),
  proofs: z.array(natProof),
  captures: z.array(z.object({ node: z.string(), packets: z.number().int(), dropped: z.number().int() })),
  findings: z.array(z.object({ what: z.string(), refs: z.array(ref) })),
  /** What ran on the hosts; absent in the simulation, and where nothing could be started. */
  systems: z.array(storedSystem).optional(),
  logs: z.array(z.object({ node: z.string(), program: z.string(), tail: z.array(z.string()) })),
  topology: z.array(topologyNode),
  ladder,
  theory: seenTheory.optional(),
  steps: z.array(seenStep).optional(),
  pings: z.array(seenPings).optional(),
  transfers: z.array(seenTransfer).optional(),
  bindings: z.array(seenBinding).optional(),
  /** What our own programs recorded of themselves; absent without `--record`. */
  recordings: seenRecordings.optional(),
  seed: z.number(),
  /** Milliseconds of wall clock. */
  duration: z.number(),
  /** Absent = one. Two: it was inconclusive while others ran, and this is its result alone. */
  attempts: z.number().optional(),
  /** The verdict of the same story in the simulation, which ran before the laboratory. */
  simulation: z.enum(["pass", "fail", "inconclusive", "unsupported"]).optional(),
  /** Relative to the run's folder; absent when there is no evidence. */
  folder: z.string().optional(),
});

const runReport = z.object({
  schema: z.literal(runSchemaVersion),
  tool,
  machine,
  scenario: z.string(),
  claim: z.string(),
  world: z.enum(["lab", "sim"]),
  seed: z.number(),
  /** Other options that changed what was run, as typed. */
  flags: z.array(z.string()).optional(),
  /** The command that runs it again, as typed in a clone; absent = that of a scenario, empty = there is none. */
  again: z.string().optional(),
  /** ISO 8601. */
  started: z.string(),
  duration: z.number(),
  cases: z.array(caseReport),
  /** Cases that were not finished because the run was interrupted; absent = none. */
  unfinished: z.array(z.string()).optional(),
});

export type RunReport = z.infer<typeof runReport>;
export type CaseReport = z.infer<typeof caseReport>;
export type Ladder = z.infer<typeof ladder>;
export type LadderRow = Ladder["rows"][number];

/** Validates a stored run.json. Throws a ZodError that names the field. */
export const parseRun = (json: unknown): RunReport => runReport.parse(json);

/** JSON Schema of run.json, for tools in other languages. */
export const runJsonSchema = (): unknown => z.toJSONSchema(runReport);
