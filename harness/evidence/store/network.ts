import { z } from "zod";
import { storedNat } from "./proof.ts";

const prefix = z.object({ address: z.string(), prefix: z.number() });
const byNode = <T extends z.ZodType>(value: T) => z.record(z.string(), value);

/** An address plan as it is stored; see `AddressPlan`. */
export const storedPlan = z.looseObject({
  interfaces: z.array(
    z.looseObject({
      node: z.string(),
      name: z.string(),
      addresses: z.array(prefix),
      peer: z.object({ node: z.string(), name: z.string() }),
    }),
  ),
  gateways: byNode(z.string()),
  probeAddresses: z.tuple([z.string(), z.string()]),
  routersAbove: byNode(z.array(z.string())),
  publicAddresses: byNode(z.array(z.string())),
  routes: z.array(z.looseObject({ node: z.string(), to: prefix, via: z.string() })),
  ipv6: z
    .looseObject({
      gateways: byNode(z.string()),
      probeAddresses: z.tuple([z.string(), z.string()]),
      routers: byNode(z.looseObject({ external: z.string(), inside: z.string(), outside: z.string().optional() })),
    })
    .optional(),
  guests: z
    .array(
      z.looseObject({
        host: z.string(),
        router: z.string(),
        name: z.string(),
        gateway: z.string(),
        uplink: z.literal(true).optional(),
      }),
    )
    .optional(),
  nat64: byNode(z.string()).optional(),
  formerly: byNode(z.array(z.string())).optional(),
});

const amount = z.number().nonnegative();
/** A stored impairment; see `Impairment`. */
export const storedImpairment = z.object({
  delay: amount,
  jitter: amount,
  loss: amount,
  burstLoss: z.object({ p: amount, r: amount, h: amount, k: amount }).optional(),
  reorder: z.object({ share: amount, by: amount }).optional(),
  duplicate: amount.optional(),
  corrupt: amount.optional(),
  rate: amount.optional(),
  mtu: z.object({ bytes: amount, errors: z.enum(["sent", "swallowed"]) }).optional(),
  queue: z.union([z.object({ bytes: amount }), z.object({ time: amount })]).optional(),
});
const router = { router: z.string() };
const node = { node: z.string() };
const pair = { a: z.string(), b: z.string() };

/** A stored event of a network; see `NetworkEvent`. */
export const storedEvent = z.discriminatedUnion("kind", [
  z.looseObject({ kind: z.literal("flush"), ...router }),
  z.looseObject({ kind: z.literal("reboot"), ...router, dark: amount }),
  z.looseObject({ kind: z.literal("renumber"), ...router }),
  z.looseObject({ kind: z.literal("readdress"), host: z.string() }),
  z.looseObject({ kind: z.literal("change-nat"), ...router, nat: storedNat }),
  z.looseObject({ kind: z.literal("link-down"), ...node }),
  z.looseObject({ kind: z.literal("link-up"), ...node }),
  z.looseObject({
    kind: z.literal("set-link"),
    ...node,
    link: z.object({ up: storedImpairment, down: storedImpairment }),
  }),
  z.looseObject({ kind: z.literal("roam"), host: z.string(), to: z.string() }),
  z.looseObject({ kind: z.literal("switch"), host: z.string(), to: z.string() }),
  z.looseObject({ kind: z.literal("partition"), ...pair }),
  z.looseObject({ kind: z.literal("heal"), ...pair }),
]);
