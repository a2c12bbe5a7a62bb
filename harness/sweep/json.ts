import { z } from "zod";
import { machine, toolOfClone } from "../report/made-with.ts";
import { storedAs } from "../report/stored-as.ts";

/** sweep.json: what each system did over each link, and the only input of pages, tables and comparisons. */
export const sweepSchemaVersion = 1;

/** What one link does, in both directions. */
const point = z.object({
  /** Bits per second of Ethernet frames; absent = unlimited. */
  rate: z.number().positive().optional(),
  /** One-way, in milliseconds. */
  delay: z.number().min(0),
  /** Fraction of packets, 0 to 1. */
  loss: z.number().min(0).max(1),
});

/** Milliseconds, from captured packets. Absent where nothing arrived. */
const times = z.object({ median: z.number(), p95: z.number() }).optional();

/** Echoes through the overlay. */
const pings = z.object({ sent: z.number().int(), answered: z.number().int(), time: times });

const udp = z.object({
  /** Bits of UDP payload per second that were to be sent. */
  load: z.number().positive(),
  /** Datagrams that entered the sender's interface, and those that came out at the receiver's. */
  sent: z.number().int(),
  arrived: z.number().int(),
  /** Bits of UDP payload per second, sent and arrived. */
  offered: z.number(),
  delivered: z.number(),
  /** One-way. */
  latency: times,
  /** Mean difference between the latencies of consecutive datagrams, in milliseconds (RFC 3550 §6.4.1, not smoothed). */
  jitter: z.number().optional(),
  pings,
});

const tcp = z.object({
  /** Bits per second that the receiving program got. */
  bitrate: z.number(),
  pings,
});

export const sweepOutcomes = ["measured", "unreachable", "inconclusive", "unsupported"] as const;

/** One repetition of one system over one link. */
const trial = z.object({
  system: z.string(),
  point,
  /** From 1. */
  repetition: z.number().int(),
  outcome: z.enum(sweepOutcomes),
  /** Why there is no measurement. */
  why: z.string().optional(),
  /** Which way the loads took, by the bytes at the helper's interface; absent without a VPN. */
  path: z.enum(["direct", "relayed", "both"]).optional(),
  /** Before any load. */
  idle: pings.optional(),
  udp: z.array(udp),
  tcp: tcp.optional(),
  /** What the link did, as it counted: the fraction of packets lost, and by how many milliseconds the 99th percentile was late. */
  link: z.object({ lost: z.number(), late: z.number() }).optional(),
  /** Share of the time in which some program of the machine waited for a processor; absent where the kernel cannot tell. */
  pressure: z.number().optional(),
  seed: z.number(),
  /** Milliseconds of wall clock. */
  duration: z.number(),
  /** Folder of the captures, from that of sweep.json. */
  evidence: z.string(),
});

const system = z.object({
  name: z.string(),
  version: z.string(),
  source: z.string(),
  /** SHA-256 in hexadecimal, by name of the file. */
  files: z.record(z.string(), z.string()),
});

const plan = z.object({
  systems: z.array(z.string()),
  /** Bits per second; null = unlimited. */
  rates: z.array(z.number().positive().nullable()),
  /** Milliseconds, one-way. */
  delays: z.array(z.number()),
  /** 0 to 1. */
  losses: z.array(z.number()),
  /** Bits of UDP payload per second. */
  loads: z.array(z.number().positive()),
  /** NATs of the two homes, by name. */
  nats: z.tuple([z.string(), z.string()]),
  /** How long each load lasts, in milliseconds. */
  time: z.number().positive(),
  repetitions: z.number().int().positive(),
  seed: z.number(),
});

const sweep = z.object({
  schema: z.literal(sweepSchemaVersion),
  tool: toolOfClone,
  machine,
  plan,
  /** ISO 8601. */
  started: z.string(),
  /** Milliseconds. */
  duration: z.number(),
  systems: z.array(system),
  /** Why systems that were asked for did not run. */
  missing: z.record(z.string(), z.string()),
  trials: z.array(trial),
});

export type Point = z.infer<typeof point>;
export type Times = NonNullable<z.infer<typeof times>>;
export type Pings = z.infer<typeof pings>;
export type UdpMeasurement = z.infer<typeof udp>;
export type SweepTrial = z.infer<typeof trial>;
export type SweepPlan = z.infer<typeof plan>;
export type SweepReport = z.infer<typeof sweep>;

/** JSON Schema of sweep.json, for tools in other languages. */
export const sweepJsonSchema = (): unknown => z.toJSONSchema(sweep);

/** The gates for stored text. Throw ConfigError, which names the file. */
export const parseSweep = (text: string, file: string): SweepReport => storedAs(sweep, text, file);
export const parseSweepPlan = (text: string, file: string): SweepPlan => storedAs(plan, text, file);

/** Throws for a line that was not finished. */
export const parseSweepLine = (line: string): SweepTrial => trial.parse(JSON.parse(line));
