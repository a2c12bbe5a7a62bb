import { z } from "zod";
import { milliseconds } from "../../../src/base/instant.ts";
import { namedNat, natNames } from "./presets.ts";
import { namedNat6, nat6Names } from "./presets-ipv6.ts";
import { nat, type Nat } from "./nat.ts";

const dependence = z.enum(["endpoint-independent", "address-dependent", "address-and-port-dependent"]);
const refresh = z.enum(["outbound", "inbound", "both"]);
const idle = z.number().positive().transform(milliseconds);
const ports = z.array(z.number());
const egress = z.strictObject({
  udp: ports.optional(),
  tcp: ports.optional(),
  refusal: z.enum(["silent", "prohibited"]),
});

/** A NAT in full: one that translates no addresses, and one that does. */
export const wholeNat = [
  z.strictObject({
    translates: z.literal(false),
    prefix: z.literal("rfc6296").optional(),
    firewall: z.strictObject({ filtering: dependence, idle, refresh }).optional(),
    egress: egress.optional(),
  }),
  z.strictObject({
    translates: z.literal(true),
    mapping: dependence,
    filtering: dependence,
    ports: z.enum(["preserving", "sequential", "random"]),
    hairpin: z.enum(["none", "internal-source", "external-source"]),
    idle,
    refresh,
    parity: z.boolean().optional(),
    range: z.strictObject({ first: z.number(), last: z.number() }).optional(),
    block: z.number().optional(),
    limit: z.number().optional(),
    pooling: z.strictObject({ addresses: z.number(), kind: z.enum(["paired", "arbitrary"]) }).optional(),
    overloading: z.enum(["guarded", "unguarded"]).optional(),
    change: z
      .union([
        z.strictObject({ on: z.literal("clash"), mapping: dependence }),
        z.strictObject({ on: z.literal("load"), mappings: z.number(), mapping: dependence }),
      ])
      .optional(),
    egress: egress.optional(),
  }),
] as const;

/** A NAT as written in a file: by name, or in full. */
export const natSchema = z.union([z.enum(natNames as [string, ...string[]]), ...wholeNat], {
  error: `expected a NAT: one of ${natNames.join(", ")}, or an object like ${JSON.stringify(nat.symmetric)}`,
});

export function oneNat(written: z.infer<typeof natSchema>): Nat {
  return typeof written === "string" ? namedNat(written)! : (written as Nat);
}

/** What a router does with IPv6, likewise. */
export const nat6Schema = z.union([z.enum(nat6Names as [string, ...string[]]), ...wholeNat], {
  error: `expected what to do with IPv6: one of ${nat6Names.join(", ")}, or an object`,
});

export function oneNat6(written: z.infer<typeof nat6Schema>): Nat {
  return typeof written === "string" ? namedNat6(written)! : (written as Nat);
}
