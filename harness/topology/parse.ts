import { z } from "zod";
import type { Duration } from "../../src/base/instant.ts";
import { ConfigError } from "../../src/base/config-error.ts";
import { host, router, topology } from "./builders.ts";
import { linkPresetNames } from "./impairment/presets.ts";
import type { LinkSpec } from "./link-spec.ts";
import { parseLink } from "./link-spec.ts";
import { nat6Schema, natSchema, oneNat, oneNat6 } from "./nat/parse.ts";
import { portMappingProtocols } from "./port-mapping.ts";
import type { Node, Topology } from "./topology.ts";

/**
 * Parses topologies from files. The JSON of a Topology is read back unchanged; files may also write links as in the
 * builders ("20ms") and a NAT by its name ("symmetric"). Throws ConfigError with the path.
 */
export function parseTopology(value: unknown): Topology {
  const parsed = topologySchema.safeParse(value);
  if (!parsed.success) throw new ConfigError(describe(parsed.error));
  const { name, dns = false } = parsed.data;
  return topology(name, nodes(parsed.data.nodes, "nodes"), { dns });
}

const amount = z.union([z.string(), z.number()], { error: 'expected text with a unit, e.g. "20ms", or a number' });
const probability = z.number();
const impairment = {
  delay: amount.optional(),
  jitter: amount.optional(),
  loss: amount.optional(),
  burstLoss: z.union([z.string(), z.strictObject({ p: probability, r: probability, h: probability, k: probability })]).optional(), // prettier-ignore
  reorder: z.union([z.string(), z.strictObject({ share: z.number(), by: z.number() })]).optional(),
  duplicate: amount.optional(),
  corrupt: amount.optional(),
  rate: amount.optional(),
  mtu: z.union([amount, z.strictObject({ bytes: z.number(), errors: z.enum(["sent", "swallowed"]) })]).optional(),
  queue: z.union([z.string(), z.strictObject({ bytes: z.number() }), z.strictObject({ time: z.number() })]).optional(),
};
const linkSchema = z.strictObject({
  preset: z.enum(linkPresetNames).optional(),
  ...impairment,
  up: z.strictObject(impairment).optional(),
  down: z.strictObject(impairment).optional(),
});
const hostSchema = z.strictObject({
  kind: z.literal("host"),
  link: linkSchema.optional(),
  addresses: z.number().optional(),
  ipv6: z.boolean().optional(),
  roams: z.array(z.string()).optional(),
  uplinks: z.array(z.string()).optional(),
});
const routerSchema = z.strictObject({
  kind: z.literal("router"),
  nat: natSchema,
  builtAs: natSchema.optional(),
  ipv6: nat6Schema.optional(),
  nat64: z.boolean().optional(),
  link: linkSchema.optional(),
  isolated: z.boolean().optional(),
  dhcp: z.strictObject({ lease: z.union([z.string(), z.number()]) }).optional(),
  portMapping: z.array(z.enum(portMappingProtocols)).optional(),
  get lan() {
    return z.record(z.string(), nodeSchema);
  },
});
const nodeSchema = z.discriminatedUnion("kind", [hostSchema, routerSchema]);
const topologySchema = z.strictObject({
  name: z.string().min(1),
  nodes: z.record(z.string(), nodeSchema),
  dns: z.boolean().optional(),
});

type WrittenNode = z.infer<typeof nodeSchema>;

function nodes(written: Readonly<Record<string, WrittenNode>>, path: string): Record<string, Node> {
  return Object.fromEntries(Object.entries(written).map(([name, node]) => [name, oneNode(node, `${path}.${name}`)]));
}

function oneNode(written: WrittenNode, path: string): Node {
  const link = parseLink((written.link ?? {}) as LinkSpec, `${path}.link`);
  if (written.kind === "host") {
    const { addresses = 1, ipv6 = false, roams, uplinks } = written;
    return host({ link, addresses, ipv6, ...(roams && { roams }), ...(uplinks && { uplinks }) });
  }
  return router({
    nat: oneNat(written.nat),
    ...(written.builtAs !== undefined && { builtAs: oneNat(written.builtAs) }),
    ...(written.ipv6 !== undefined && { ipv6: oneNat6(written.ipv6) }),
    ...(written.nat64 && { nat64: true }),
    link,
    ...(written.isolated !== undefined && { isolated: written.isolated }),
    ...(written.dhcp && { dhcp: { lease: written.dhcp.lease as string | Duration } }),
    ...(written.portMapping && { portMapping: written.portMapping }),
    lan: nodes(written.lan, `${path}.lan`),
  });
}

function describe(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => `${path.join(".") || "topology"}: ${message}`).join("; ");
}
