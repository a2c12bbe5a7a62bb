import { z } from "zod";
import { storedPunching } from "./punching.ts";
import { storedSystem } from "./system.ts";
import { ConfigError } from "../../../src/base/config-error.ts";
import { parseTopology } from "../../topology/parse.ts";
import type { Topology } from "../../topology/topology.ts";
import { walk } from "../../topology/walk.ts";
import type { Evidence } from "../evidence.ts";
import { storedClaim } from "./claim.ts";
import { storedEvent, storedPlan } from "./network.ts";
import { storedProof } from "./proof.ts";

/** interfaces.json: by node, interface index → name. */
export type StoredInterfaces = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** From the folder of a case. */
export const captureFile = (node: string): string => `capture/${node}.pcap`;

/** evidence.json: everything but the packets, which are in capture files beside it. */
export interface StoredEvidence {
  readonly version: 1;
  readonly captures: readonly { readonly node: string; readonly dropped: number; readonly file: string }[];
  readonly evidence: Omit<Evidence, "captures">;
}

/** Fields that a later version adds are kept as they are. */
const evidence = z.looseObject({
  scenario: z.string(),
  case: z.string(),
  world: z.enum(["lab", "sim"]),
  seed: z.number(),
  topology: z.unknown(),
  addresses: storedPlan,
  overlay: z.record(z.string(), z.object({ device: z.string(), address: z.string() })),
  systems: z.array(storedSystem).optional(),
  punching: z.record(z.string(), storedPunching).optional(),
  relays: z.array(z.object({ node: z.string(), port: z.number().optional() })),
  proofs: z.array(storedProof),
  stimuli: z.array(
    z.looseObject({
      from: z.string(),
      to: z.string(),
      start: z.number(),
      size: z.number().int().nonnegative(),
      interval: z.number().positive(),
    }),
  ),
  steps: z.array(
    z.looseObject({
      at: z.number(),
      ended: z.number().optional(),
      what: z.string(),
      claim: storedClaim.optional(),
      event: storedEvent.optional(),
      cut: z
        .object({
          from: z.string(),
          to: z.string(),
          path: z.enum(["direct", "relayed"]),
          only: z.literal(true).optional(),
        })
        .optional(),
    }),
  ),
  logs: z.array(z.looseObject({ node: z.string(), program: z.string(), lines: z.array(z.string()) })),
  story: z.looseObject({ end: z.enum(["complete", "cut short"]), claims: z.number().int().nonnegative() }).optional(),
  cpuPressure: z.number().nonnegative().optional(),
  waiting: z.array(z.looseObject({ at: z.number(), node: z.string(), waited: z.number().nonnegative() })).optional(),
  until: z.number(),
});

/** What evidence.json must be; exported so that a test can hold it against the types. */
export const envelope = z.object({
  version: z.literal(1),
  captures: z.array(
    z.object({
      node: z.string(),
      dropped: z.number().int().nonnegative(),
      file: z.string(),
    }),
  ),
  evidence,
});

const interfaces = z.record(z.string(), z.record(z.string().regex(/^\d+$/), z.string()));

/** `file` is for messages. @throws ConfigError that names the first field that is not as it should be */
export function storedEvidence(json: unknown, file: string): StoredEvidence {
  const stored = parsed(envelope, json, file);
  const topology = topologyOf(stored.evidence.topology, file);
  // Field by field above; the types say the same and brand numbers.
  const whole = { ...stored, evidence: { ...stored.evidence, topology } } as unknown as StoredEvidence;
  checkNames(whole, topology, file);
  return whole;
}

/** @throws ConfigError */
export function storedInterfaces(json: unknown, file: string): StoredInterfaces {
  return parsed(interfaces, json, file);
}

function topologyOf(json: unknown, file: string): Topology {
  try {
    return parseTopology(json);
  } catch (error) {
    if (error instanceof ConfigError) throw new ConfigError(`${file}: evidence.topology: ${error.message}`);
    throw error;
  }
}

/** Judges look hosts up in the topology: a claim about an unknown host would crash them. */
function checkNames({ captures, evidence }: StoredEvidence, topology: Topology, file: string): void {
  const all = [...walk(topology)];
  const hosts = new Set(all.flatMap(({ name, node }) => (node.kind === "host" ? [name] : [])));
  const nodes = new Set(["internet", ...all.map(({ name }) => name)]);
  const expect = (names: ReadonlySet<string>, name: string, where: string): void => {
    if (!names.has(name)) throw new ConfigError(`${file}: ${where}: ${JSON.stringify(name)} is not in the topology`);
  };
  const captured = new Set<string>();
  captures.forEach(({ node, file: its }, i) => {
    expect(nodes, node, `captures.${i}.node`);
    if (captured.has(node)) throw new ConfigError(`${file}: captures.${i}: a second capture of ${node}`);
    captured.add(node);
    // Another node's packets would be read as this one's.
    if (its !== captureFile(node)) throw new ConfigError(`${file}: captures.${i}.file: must be ${captureFile(node)}`);
  });
  evidence.stimuli.forEach(({ from, to }, i) => {
    for (const host of [from, to]) expect(hosts, host, `evidence.stimuli.${i}`);
  });
  evidence.steps.forEach(({ claim, cut, ended }, i) => {
    for (const host of claim === undefined ? [] : [claim.a, claim.b]) expect(hosts, host, `evidence.steps.${i}.claim`);
    for (const host of cut === undefined ? [] : [cut.from, cut.to]) expect(hosts, host, `evidence.steps.${i}.cut`);
    if (cut !== undefined && ended === undefined)
      throw new ConfigError(`${file}: evidence.steps.${i}.ended: a path that is cut must be restored`);
  });
  for (const host of Object.keys(evidence.overlay)) expect(hosts, host, "evidence.overlay");
  evidence.relays.forEach(({ node }, i) => expect(hosts, node, `evidence.relays.${i}.node`));
  evidence.proofs.forEach(({ router }, i) => expect(nodes, router, `evidence.proofs.${i}.router`));
}

function parsed<T>(schema: z.ZodType<T>, json: unknown, file: string): T {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new ConfigError(`${file}: ${issue.path.join(".") || "top level"}: ${issue.message}`);
}
