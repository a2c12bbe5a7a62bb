import { z } from "zod";
import { wholeNat } from "../../topology/nat/parse.ts";

const [untranslated, translated] = wholeNat;

const layers = z
  .array(z.strictObject({ idle: z.number(), refresh: z.enum(["outbound", "inbound", "both"]) }))
  .optional();

/** Whole, as programs write it: what only NATs and firewalls in series have beside what people may declare. */
export const storedNat = z.union([
  untranslated.extend({ firewall: untranslated.shape.firewall.unwrap().extend({ layers }).optional() }),
  translated.extend({ sharedBlock: z.number().optional(), layers }),
]);

const dependence = z.enum([
  "endpoint-independent",
  "address-dependent",
  "address-and-port-dependent",
  "blocked",
  "mixed",
]);

const thorough = z.looseObject({
  parity: z.enum(["kept", "not kept"]).optional(),
  handedOut: z.array(z.looseObject({ host: z.string(), first: z.number(), last: z.number() })),
  mappings: z.looseObject({
    perHost: z.number().optional(),
    total: z.number().optional(),
    tried: z.number().optional(),
    forgotten: z.number().optional(),
  }),
  load: z.looseObject({ mapping: dependence, independent: z.number().optional() }).optional(),
  idle: z.looseObject({ alive: z.number(), dead: z.number().optional() }).optional(),
  refresh: z.enum(["outbound", "inbound", "both", "neither"]).optional(),
});

const reach = z.looseObject({
  protocol: z.enum(["udp", "tcp"]),
  port: z.number().int(),
  outcome: z.enum(["open", "silent", "prohibited", "blocked"]),
});

/** Measurements of NATs as they are stored; see `NatProof`. */
export const storedProof = z.looseObject({
  router: z.string(),
  declared: storedNat,
  when: z.enum(["before", "after"]).optional(),
  family: z.literal("IPv6").optional(),
  measured: z.looseObject({
    translates: z.union([z.boolean(), z.literal("unknown")]),
    mapping: dependence,
    filtering: dependence,
    ports: z.enum(["preserving", "sequential", "random", "unknown"]),
    hairpin: z.enum(["none", "external-source", "internal-source"]).optional(),
    earlyInbound: z.enum(["stable", "moved"]).optional(),
    clash: z.enum(["apart", "overloaded", "dependent", "changed"]).optional(),
    pooling: z.enum(["one", "paired", "arbitrary"]).optional(),
    prefix: z.enum(["kept", "neutral", "other"]).optional(),
    reaches: z.array(reach).optional(),
    thorough: thorough.optional(),
    observations: z.array(z.string()),
  }),
});
