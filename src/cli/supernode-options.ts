import { ConfigError } from "../base/config-error.ts";
import type { Endpoint } from "../base/endpoint.ts";
import { ipBytes } from "../base/ip-address.ts";
import { seconds } from "../base/instant.ts";
import { locallyAdministered } from "../base/mac.ts";
import type { Random } from "../base/random.ts";
import { defaultVerbosity } from "../runtime/log.ts";
import type { SupernodeConfig, SupernodeLimits } from "../supernode/config.ts";
import { last, optionHelp, parseOptions, type OptionTable } from "./options.ts";
import { values } from "./values.ts";

/** What a person asked of a supernode. */
export interface SupernodeOptions {
  readonly config: SupernodeConfig;
  readonly bind: Endpoint;
  readonly foreground: boolean;
  readonly user?: string;
  readonly group?: string;
  readonly verbosity: number;
  readonly shown: readonly string[];
}

/** Fact sheet §12.2, §11.5. */
const spec = {
  port: 7654,
  versionBytes: 19,
  addressRange: { first: "10.128.0.0", last: "10.255.255.0", prefix: 24 },
} as const;

/** Ours to choose. An edge counts as active for 90 s with the reference (§11.4); it registers every 20 s. */
const limits: SupernodeLimits = { communities: 4096, edgesPerCommunity: 4096, edgeLifetime: seconds(90) };

const later = true;

export const supernodeTable = {
  bind: {
    short: "p",
    long: "local-port",
    takes: "value",
    value: "[IP:]PORT",
    help: "UDP address, port or both (7654)",
  },
  range: {
    short: "a",
    long: "autoip",
    takes: "value",
    value: "MIN-MAX/N",
    help: "networks for edges without an address (10.128.0.0-10.255.255.0/24)",
  },
  mac: { short: "m", takes: "value", value: "MAC", help: "MAC address that edges know it by (random)" },
  noSpoofing: { short: "M", takes: "flag", help: "let an edge take over another one's MAC or address" },
  version: { short: "V", takes: "value", value: "TEXT", help: "version text for edges" },
  foreground: { short: "f", long: "foreground", takes: "flag", help: "stay in the foreground" },
  user: { short: "u", takes: "value", value: "USER", help: "run as this user once started (n2n, else nobody)" },
  group: { short: "g", takes: "value", value: "GROUP", help: "and this group (the user's)" },
  verbose: { short: "v", long: "verbose", takes: "flag", help: "say more; may be repeated" },
  help: { short: "h", long: "help", takes: "flag", help: "this text" },
  communities: { short: "c", long: "communities", takes: "value", help: "list of allowed communities", later },
  federation: { short: "F", takes: "value", help: "federation", later },
  members: { short: "l", takes: "value", help: "federation", later },
  management: { short: "t", long: "mgmt-port", takes: "value", help: "management interface", later },
  managementPassword: { long: "management-password", takes: "value", help: "management interface", later },
} as const satisfies OptionTable;

export const supernodeHelp = `supernode: where the edges of n2n communities meet

  supernode [options]

${optionHelp(supernodeTable)}

Examples
  supernode                    UDP port 7654 on every address, in the background
  supernode -p 443 -f -v       in the foreground, telling who registers
  supernode -a 10.77.0.0-10.77.255.0/24
`;

/** The gate. "help" when that was asked for. `version` = what is told when -V is absent. Throws ConfigError. */
export function parseSupernodeOptions(
  argv: readonly string[],
  { random, version }: { readonly random: Random; readonly version: string },
): SupernodeOptions | "help" {
  const { given, shown } = parseOptions(supernodeTable, argv);
  if (given.help) return "help";
  const [bind, range, mac, text] = [given.bind, given.range, given.mac, given.version].map(last);
  const [user, group] = [last(given.user), last(given.group)];
  return {
    config: {
      mac: mac === undefined ? locallyAdministered(random.bytes(6)) : values.unicastMac("-m", mac),
      version: values.textOf("-V", text ?? version, spec.versionBytes),
      addressRange: range === undefined ? spec.addressRange : addressRange("-a", range),
      spoofingProtection: given.noSpoofing === undefined,
      limits,
    },
    bind: bind === undefined ? { address: "0.0.0.0", port: spec.port } : withPort(values.bindAddress("-p", bind)),
    foreground: given.foreground !== undefined,
    ...(user !== undefined && { user }),
    ...(group !== undefined && { group }),
    verbosity: defaultVerbosity + (given.verbose?.length ?? 0),
    shown,
  };
}

const withPort = (bind: Endpoint): Endpoint => (bind.port === 0 ? { ...bind, port: spec.port } : bind);

/** `min-max/n`: the first and the last network that may be drawn, both aligned to the prefix (§11.5). */
function addressRange(option: string, text: string): SupernodeConfig["addressRange"] {
  const [first, final, length] = /^([^-/]+)-([^-/]+)\/(\d+)$/.exec(text)?.slice(1) ?? [];
  if (first === undefined)
    throw new ConfigError(`${option} ${text} is not right: give MIN-MAX/N, like 10.77.0.0-10.77.255.0/24`);
  const prefix = values.whole(option, length!, 1, 30);
  const range = { first: values.ipv4(option, first), last: values.ipv4(option, final!), prefix };
  const [low, high] = [range.first, range.last].map((address) => Buffer.from(ipBytes(address)!).readUInt32BE());
  const size = 2 ** (32 - prefix);
  for (const [address, number] of [
    [range.first, low!],
    [range.last, high!],
  ] as const) {
    if (number % size === 0) continue;
    throw new ConfigError(`${option} ${text} is not right: ${address} is not where a network /${prefix} begins`);
  }
  if (low! > high!) throw new ConfigError(`${option} ${text} is not right: ${range.first} lies behind ${range.last}`);
  return range;
}
