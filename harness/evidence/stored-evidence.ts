import { z } from "zod";
import { ConfigError } from "../../src/base/config-error.ts";
import type { Evidence } from "./evidence.ts";

/** interfaces.json: by node, interface index → name. */
export type StoredInterfaces = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** evidence.json: everything but the packets, which are in capture files beside it. */
export interface StoredEvidence {
  readonly version: 1;
  readonly captures: readonly { readonly node: string; readonly dropped: number; readonly file: string }[];
  readonly evidence: Omit<Evidence, "captures">;
}

/** The parts that reading depends on; the rest was written by `writeEvidence` from typed values. */
const evidence = z.looseObject({
  scenario: z.string(),
  case: z.string(),
  world: z.enum(["lab", "sim"]),
  seed: z.number(),
  topology: z.looseObject({ name: z.string(), nodes: z.record(z.string(), z.unknown()) }),
  addresses: z.looseObject({ interfaces: z.array(z.unknown()) }),
  overlay: z.record(z.string(), z.object({ device: z.string(), address: z.string() })),
  relays: z.array(z.object({ node: z.string(), port: z.number() })),
  proofs: z.array(z.looseObject({ router: z.string() })),
  stimuli: z.array(z.looseObject({ from: z.string(), to: z.string(), size: z.number() })),
  steps: z.array(z.looseObject({ at: z.number(), what: z.string() })),
  logs: z.array(z.looseObject({ node: z.string(), lines: z.array(z.string()) })),
  until: z.number(),
});

const envelope = z.object({
  version: z.literal(1),
  captures: z.array(z.object({ node: z.string(), dropped: z.number(), file: z.string().regex(/^capture\/[^/]+$/) })),
  evidence,
});

const interfaces = z.record(z.string(), z.record(z.string(), z.string()));

/** @throws ConfigError that names the first field that is not as it should be */
export function storedEvidence(json: unknown): StoredEvidence {
  return parsed(envelope, json, "evidence.json") as unknown as StoredEvidence;
}

/** @throws ConfigError */
export function storedInterfaces(json: unknown): StoredInterfaces {
  return parsed(interfaces, json, "interfaces.json");
}

function parsed<T>(schema: z.ZodType<T>, json: unknown, file: string): T {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new ConfigError(`${file}: ${issue.path.join(".") || "top level"}: ${issue.message}`);
}
