import { z } from "zod";
import type { Duration } from "../../base/instant.ts";
import type { CommunityList } from "../../supernode/access/community-list.ts";
import { compilePattern, type NamePattern } from "../../supernode/access/name-pattern.ts";
import type { SupernodeConfig } from "../../supernode/config.ts";
import type { SupernodeEvent } from "../../supernode/event.ts";
import { type SupernodeDrop, supernodeDrops } from "../../status/supernode-drops.ts";
import {
  communitySchema,
  countSchema,
  endpointSchema,
  fieldTextSchema,
  hexBytes,
  ipNet,
  macSchema,
  packedBytes,
} from "./fields.ts";

const kind = <Name extends SupernodeEvent["kind"]>(name: Name) => z.literal(name);

const user = hexBytes.refine(({ length }) => length === 32).transform((publicKey) => ({ name: "", publicKey }));
const listed = z.strictObject({ name: communitySchema, subnet: ipNet.optional(), users: z.array(user) });

const list = z
  .strictObject({ fixed: z.array(listed), patterns: z.array(z.string()) })
  .transform(({ fixed, patterns }, issues): CommunityList => {
    const compiled = patterns.map(compilePattern).filter((one): one is NamePattern => !("wrong" in one));
    if (compiled.length < patterns.length) issues.addIssue("not an expression of a community list");
    return { fixed: new Map(fixed.map((one) => [one.name, one as never])), patterns: compiled };
  });

const dropped = z.partialRecord(
  z.enum(Object.keys(supernodeDrops) as [SupernodeDrop, ...SupernodeDrop[]]),
  countSchema,
);

export const supernodeEvent = z.discriminatedUnion("kind", [
  z.strictObject({ kind: kind("start") }),
  z.strictObject({ kind: kind("tick") }),
  z.strictObject({ kind: kind("stop") }),
  z.strictObject({
    kind: kind("datagram"),
    from: endpointSchema,
    to: endpointSchema.optional(),
    via: countSchema.optional(),
    bytes: packedBytes,
  }),
  z.strictObject({ kind: kind("closed"), via: countSchema }),
  z.strictObject({ kind: kind("reload"), communities: list.optional() }),
  z.strictObject({ kind: kind("members"), members: z.array(endpointSchema) }),
  z.strictObject({
    kind: kind("relayed"),
    edges: z.array(z.strictObject({ community: communitySchema, mac: macSchema, packets: countSchema })),
    dropped,
  }),
]);

export const supernodeConfigSchema = z.strictObject({
  mac: macSchema,
  version: fieldTextSchema,
  addressRange: z.strictObject({
    first: endpointSchema.shape.address,
    last: endpointSchema.shape.address,
    prefix: z.int().min(1).max(30),
  }),
  spoofingProtection: z.boolean(),
  limits: z.strictObject({
    communities: countSchema,
    edgesPerCommunity: countSchema,
    edgeLifetime: z.number().transform((span) => span as Duration),
  }),
  tellsMembers: z.boolean().optional(),
  communities: list.optional(),
  federation: z
    .strictObject({
      name: communitySchema,
      keys: z.enum(["name", "default name"]),
      members: z.array(endpointSchema),
      learn: z.boolean(),
    })
    .optional(),
});

export const supernodeMadeOf = (stored: z.infer<typeof supernodeConfigSchema>): SupernodeConfig =>
  stored as SupernodeConfig;
