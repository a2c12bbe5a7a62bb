import { z } from "zod";
import type { EdgeConfig } from "../../edge/config.ts";
import type { EdgeEvent } from "../../edge/event.ts";
import type { Duration } from "../../base/instant.ts";
import { drawnTransform } from "../seals/drawn.ts";
import type { DrawnAgain } from "../notebook.ts";
import {
  communitySchema,
  countSchema,
  endpointSchema,
  fieldTextSchema,
  hexBytes,
  ipNet,
  macSchema,
  packedBytes,
  portSchema,
} from "./fields.ts";

const kind = <Name extends EdgeEvent["kind"]>(name: Name) => z.literal(name);

const supernodes = z.array(z.strictObject({ host: z.string(), port: portSchema })).min(1);
const registerEvery = z.number().transform((wait) => wait as Duration);

export const edgeEvent = z.discriminatedUnion("kind", [
  z.strictObject({ kind: kind("start") }),
  z.strictObject({ kind: kind("tick") }),
  z.strictObject({ kind: kind("stop") }),
  z.strictObject({ kind: kind("frame"), frame: packedBytes }),
  z.strictObject({
    kind: kind("datagram"),
    from: endpointSchema,
    bytes: packedBytes,
    multicast: z.boolean().optional(),
    fresh: z.boolean().optional(),
  }),
  z.strictObject({ kind: kind("resolved"), host: z.string(), addresses: z.array(endpointSchema.shape.address) }),
  z.strictObject({
    kind: kind("traffic"),
    peer: macSchema,
    sent: countSchema,
    direct: countSchema,
    relayed: countSchema,
    overheard: countSchema.optional(),
    unsealed: z.boolean().optional(),
    heardFrom: endpointSchema.optional(),
    mentioned: endpointSchema.optional(),
  }),
  z.strictObject({ kind: kind("roamed"), preferredSocket: endpointSchema.optional() }),
  z.strictObject({ kind: kind("prefer"), preferredSocket: endpointSchema.optional() }),
  z.strictObject({ kind: kind("addressed"), address: ipNet }),
  z.strictObject({ kind: kind("bound"), lacking: endpointSchema.shape.address.optional() }),
  z.strictObject({
    kind: kind("reconfigured"),
    supernodes: supernodes.optional(),
    registerEvery: registerEvery.optional(),
    filter: z.array(z.string()).optional(),
  }),
  z.strictObject({ kind: kind("authenticate"), key: hexBytes, greets: z.boolean() }),
]);

const transform = z.union(
  (["null", "twofish", "aes", "chacha20", "speck"] as const).map((name, index) =>
    z.strictObject({
      name: z.literal(name),
      id: z.literal((index + 1) as 1 | 2 | 3 | 4 | 5),
      overhead: z.union([z.literal(0), z.literal(16)]),
    }),
  ),
);

export const edgeConfigSchema = z.strictObject({
  community: communitySchema,
  description: fieldTextSchema,
  mac: macSchema,
  address: z.union([ipNet, z.literal("auto")]),
  supernodes,
  transform,
  registerEvery,
  peerToPeer: z.boolean(),
  routing: z.boolean(),
  bridge: z.boolean().optional(),
  acceptMulticast: z.boolean(),
  localDiscovery: z.boolean(),
  preferredSocket: endpointSchema.optional(),
  headerEncryption: z.boolean().optional(),
  compression: z.union([z.literal(1), z.literal(2), z.literal(3)]).optional(),
  user: z.strictObject({ name: z.string() }).optional(),
  authenticated: z.strictObject({ key: hexBytes, required: z.boolean(), greets: z.boolean() }).optional(),
  filter: z.array(z.string()).optional(),
  portGuess: countSchema.optional(),
  selection: z.enum(["load", "rtt", "mac"]).optional(),
  pathMtu: z.strictObject({ mtu: countSchema, largest: countSchema }).optional(),
  transport: z.enum(["udp", "tcp"]).optional(),
  token: hexBytes.optional(),
});

/** The configuration of a recording's machine, with a dummy password, because the ciphers are not called. */
export function edgeMadeOf(stored: z.infer<typeof edgeConfigSchema>, drawn: DrawnAgain): EdgeConfig {
  const { transform, user, ...plain } = stored;
  return {
    ...(plain as Omit<EdgeConfig, "transform" | "user">),
    transform: drawnTransform(transform, drawn),
    ...(user && { user: { name: user.name, password: "" } }),
  };
}
