import { createHash } from "node:crypto";
import { ConfigError } from "../../src/base/config-error.ts";
import type { IpNet } from "../../src/base/address/endpoint.ts";
import { seconds } from "../../src/base/instant.ts";
import { locallyAdministered } from "../../src/base/address/mac.ts";
import type { Random } from "../../src/base/random.ts";
import type { EdgeConfig } from "../../src/edge/config.ts";
import { makeTransform } from "../../src/seal/ciphers/make-transform.ts";
import type { SupernodeConfig } from "../../src/supernode/config.ts";
import { parseCommunity } from "../../src/wire/community.ts";
import type { HelperOptions, NodeOptions } from "../story/world.ts";
import { usual, type N2nNodeOptions } from "../sut/n2n/options.ts";
import { parseCommunityList } from "../../src/supernode/access/community-list.ts";
import { NotSimulated } from "../story/not-simulated.ts";
import { simSupernodePort } from "./supernode-program.ts";
import type { FieldText } from "../../src/wire/message.ts";
import { spec } from "../../src/wire/spec.ts";
import { fieldText } from "../../src/wire/fields/text.ts";

/** What a scenario asked for, as the edge's own configuration. Throws ConfigError. */
export function simEdgeConfig(
  node: string,
  { address, peerToPeer = true, n2n = {} }: NodeOptions & { readonly address: string },
  supernodes: readonly string[],
  random: Random,
): EdgeConfig {
  const { community = usual.community, key = usual.key, transform = usual.transform, ...more } = n2n;
  const parsed = parseCommunity(community);
  if (parsed === undefined) throw new ConfigError(`community ${JSON.stringify(community)}: must have 1 to 19 bytes`);
  return {
    community: parsed,
    description: fieldText(node, spec.descriptionBytes),
    mac: locallyAdministered(random.bytes(6)),
    address: address === "auto" ? "auto" : ipNet(address),
    supernodes: supernodes.map((host) => ({ host, port: simSupernodePort })),
    transform: makeTransform(transform, key, random),
    registerEvery: seconds(20),
    peerToPeer,
    routing: false,
    acceptMulticast: false,
    localDiscovery: true,
    ...sealing(more),
    ...authentication(more.authenticated, transform === "null" ? undefined : `${key} ${community}`),
  };
}

/** A quick hash instead of scrypt: no passphrases are guessed here. */
function authentication(mode: N2nNodeOptions["authenticated"], secret: string | undefined): Partial<EdgeConfig> {
  if (secret === undefined || mode === "never") return {};
  const key = new Uint8Array(createHash("sha256").update(secret).digest());
  return { authenticated: { key, required: mode === "require", greets: mode !== undefined } };
}

function sealing({
  headerEncryption,
  compression,
  user,
  tcp,
  portGuess,
  pathMtuDiscovery,
}: N2nNodeOptions): Partial<EdgeConfig> {
  if (tcp) throw new NotSimulated("TCP");
  if (pathMtuDiscovery) throw new NotSimulated("path MTU discovery");
  if (portGuess !== undefined) throw new NotSimulated("time to live");
  if (compression === "zstd") throw new NotSimulated("zstd");
  return {
    ...(headerEncryption && { headerEncryption }),
    ...(compression === "lzo" && { compression: lzo1x }),
    ...(user && { user }),
  };
}

/** Its number on the wire (fact sheet §7). */
const lzo1x = 2;

/** Throws ConfigError. */
export const simSupernodeConfig = (
  random: Random,
  { n2n: { communities, federation } = {} }: HelperOptions,
): SupernodeConfig => ({
  mac: locallyAdministered(random.bytes(6)),
  version: "natlab-sim" as FieldText,
  addressRange: { first: "10.128.0.0", last: "10.255.255.0", prefix: 24 },
  spoofingProtection: true,
  limits: { communities: 64, edgesPerCommunity: 4096, edgeLifetime: seconds(60) },
  ...(communities !== undefined && { communities: parseCommunityList(communities, "communities") }),
  ...(federation === undefined ? {} : notSimulated()),
});

function notSimulated(): never {
  throw new NotSimulated("federations");
}

function ipNet(text: string): IpNet {
  const [address = "", prefix] = text.split("/");
  return { address, prefix: Number(prefix ?? 24) };
}
