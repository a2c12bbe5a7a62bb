import { cutText } from "../../base/byte-text.ts";
import { ConfigError } from "../../base/config-error.ts";
import { noIpNet, type Endpoint, type IpNet } from "../../base/address/endpoint.ts";
import { seconds } from "../../base/instant.ts";
import { locallyAdministered } from "../../base/address/mac.ts";
import type { Random } from "../../base/random.ts";
import type { EdgeConfig } from "../../edge/config.ts";
import { parseRule } from "../../edge/frames/traffic-filter.ts";
import { defaultVerbosity } from "../../runtime/log/log.ts";
import { cutCommunity, parseCommunity } from "../../wire/community.ts";
import { spec as wire } from "../../wire/spec.ts";
import { fieldText } from "../../wire/fields/text.ts";
import { takeConfigFile, type Files, type ReadYaml } from "../options/config-file.ts";
import { isSession, takeSession } from "../n3n/session.ts";
import { hookOptions } from "./hooks/options.ts";
import type { HookOptions } from "./hooks/hooks.ts";
import { memberRoute, usefulRoutes } from "./routes.ts";
import { pathMtu } from "./path-mtu.ts";
import { edgeTable } from "./table.ts";
import { managementOptions, type ManagementOptions } from "../management/options.ts";
import { Options } from "../options/options.ts";
import { webOptions, type WebOptions } from "../web/options.ts";
import { recordingOptions, type RecordingOptions } from "../options/recording.ts";
import {
  authentication,
  compressionId,
  federationKey,
  refuseLostBytes,
  sealing,
  secret,
  userCredentials,
  type Authentication,
  type SealingSettings,
} from "../options/sealing.ts";
import { cutNotice, deviceNameBytes, values, type RouteOption } from "../options/values.ts";

/** An edge's parsed options. */
export interface EdgeSettings extends SealingSettings {
  /** Everything except what depends on the key or the bound port. */
  readonly config: Omit<EdgeConfig, "transform" | "preferredSocket" | "authenticated">;
  /** Absent = frames are never authenticated. */
  readonly authenticated?: Authentication;
  readonly keyInArguments: boolean;
  /** `-e`: the address to announce as nearer than the public one. */
  readonly preferredAddress?: string;
  readonly device: string;
  readonly mtu: number;
  readonly bind?: Endpoint;
  /** Absent = fast where it works. */
  readonly datapath?: "fast" | "portable";
  readonly routes: readonly RouteOption[];
  /** `-T`; absent = 0. */
  readonly tos?: number;
  readonly pathMtuDiscovery: boolean;
  readonly portForwarding: boolean;
  readonly management: ManagementOptions;
  readonly web: WebOptions;
  readonly hooks: HookOptions;
  readonly foreground: boolean;
  readonly recording?: RecordingOptions;
  readonly pidFile?: string;
  readonly user?: string;
  readonly group?: string;
  readonly verbosity: number;
  /** The command line without secrets. */
  readonly shown: readonly string[];
  /** Each option as it was set; some are secret. */
  readonly texts: ReadonlyMap<string, string>;
  /** About options that are valid but unwise. */
  readonly warnings: readonly string[];
}

/** Fact sheet §12.1. */
const spec = {
  mtu: 1290,
  registerSeconds: 20,
  descriptionBytes: 15,
  device: "edge0",
  managementPort: 5644,
  tokenBytes: 16,
} as const;

/** Tunable: the smallest IPv4 may have, and what fits n2n's 2048-byte frames with every header around it. */
const tuned = { mtuLeast: 68, mtuMost: 1900, registerSecondsMost: 3600 } as const;

export interface EdgeSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly hostname: string;
  readonly random: Random;
  readonly files: Files;
  /** Absent = YAML is not recognised, and read like the files of n2n. */
  readonly readYaml?: ReadYaml;
  /**
   * 32 bytes that only this machine can derive, the same each time for the same words; undefined = it has no
   * identity.
   */
  readonly stable: (...words: readonly string[]) => Uint8Array | undefined;
}

/** The gate. "help" or "version" if asked for. Throws ConfigError with one line. */
export function parseEdgeOptions(
  argv: readonly string[],
  surroundings: EdgeSurroundings,
): EdgeSettings | "help" | "version" {
  const { env, hostname, random, stable } = surroundings;
  const { file, rest } = isSession(argv)
    ? takeSession(argv, "edge", surroundings)
    : takeConfigFile(argv, surroundings.files, "may contain blanks", surroundings.readYaml);
  const given = new Options(edgeTable, rest, file, env);
  if (given.has("help")) return "help";
  if (given.has("version")) return "version";

  for (const [option, secretName, variable] of secretSources) {
    refuseLostBytes(option, given.inArguments(secretName) ? given.text(secretName) : undefined);
    refuseLostBytes(variable, env[variable]);
  }
  const seal = sealing(given.text("transform"), given.one("key", secret));
  const authenticated = authentication(
    {
      required: given.has("requireAuthenticated"),
      requested: given.has("authenticated"),
      refused: given.has("noAuthenticated"),
    },
    seal,
  );
  const name = given.text("community");
  const tap = given.one("device", values.deviceName);
  const device = tap ?? given.one("tunDevice", values.deviceName) ?? spec.device;
  const named = given.one("description", (option, text) => values.textOf(option, text, spec.descriptionBytes, 0));
  const description = named ?? cutText(hostname, spec.descriptionBytes);
  const preferred = given.one("preferred", (option, text) => (text === "auto" ? text : values.ipv4(option, text)));
  const transport = given.one("relayOnly", relayOver);
  const peerToPeer = transport === undefined;
  const password = given.one("password", secret);
  const federation = given.one("federationKey", federationKey);
  const user = password && userCredentials({ name: named, password, ...optional("federationKey", federation) }, seal);
  const routing = given.has("routing") || given.has("bridge");
  const filter = given.all("rule", filterRule);
  const selection: EdgeConfig["selection"] = given.has("selectRtt")
    ? "rtt"
    : given.has("selectMac")
      ? "mac"
      : undefined;
  const own = address(given, routing);
  const recording = recordingOptions(given, surroundings.files);
  const datapath = given.one("datapath", values.datapath);
  const isPlain = !given.has("headerEncryption") && !user && authenticated === undefined;
  const { routes, warnings: uselessRoutes } = usefulRoutes(given.all("route", memberRoute), own);
  const mac =
    given.one("mac", values.unicastMac) ??
    locallyAdministered(stable("mac", name ?? "", device, description) ?? random.bytes(6));
  const mtu = given.one("mtu", (o, text) => values.whole(o, text, tuned.mtuLeast, tuned.mtuMost)) ?? spec.mtu;
  return {
    config: {
      community: community(name),
      description: fieldText(description, wire.descriptionBytes),
      mac,
      address: own,
      supernodes: supernodes(given),
      registerEvery: seconds(
        given.one("interval", (o, text) => values.whole(o, text, 1, tuned.registerSecondsMost)) ?? spec.registerSeconds,
      ),
      peerToPeer,
      routing,
      acceptMulticast: given.has("multicast"),
      ...optional("bridge", given.has("bridge") || undefined),
      localDiscovery: peerToPeer && preferred === undefined,
      ...optional("headerEncryption", given.has("headerEncryption") || user ? true : undefined),
      ...optional("compression", given.one("compression", compressionId)),
      ...optional("user", user || undefined),
      ...optional("filter", filter.length > 0 ? filter : undefined),
      ...optional(
        "portGuess",
        given.one("punchTtl", (o, text) => values.whole(o, text, 0, 255)),
      ),
      ...optional("selection", selection),
      ...optional("transport", transport),
      ...optional("pathMtu", given.has("pathMtu") ? pathMtu(mtu, seal, { authenticated, transport }) : undefined),
      ...optional("token", stable("token", name ?? "", mac, seal.key)?.subarray(0, spec.tokenBytes)),
    },
    ...seal,
    ...optional("authenticated", authenticated),
    keyInArguments: given.inArguments("key") || given.inArguments("password"),
    ...optional("preferredAddress", preferred),
    device,
    mtu,
    ...optional("bind", given.one("bind", values.bindAddress)),
    routes,
    ...optional("tos", given.one("tos", values.byte)),
    pathMtuDiscovery: given.has("pathMtu"),
    portForwarding: given.has("portForwarding") && !given.has("noPortForwarding") && peerToPeer,
    management: managementOptions(given, env, spec.managementPort),
    web: webOptions(given, env),
    hooks: hookOptions(given, surroundings.files),
    ...optional("datapath", recording === undefined ? datapath : recordedDatapath(datapath, isPlain)),
    foreground: given.has("foreground"),
    ...optional("recording", recording),
    ...optional(
      "pidFile",
      given.one("pidFile", (_option, text) => surroundings.files.absolute(text)),
    ),
    ...optional("user", given.text("user")),
    ...optional("group", given.text("group")),
    verbosity: defaultVerbosity + given.count("verbose"),
    shown: given.shown,
    texts: given.texts,
    warnings: [
      ...given.warnings,
      ...secretWarnings(given, file),
      ...addressWarnings(given, routing),
      ...deviceWarnings(given),
      ...uselessRoutes,
      ...cutNotice("-I", given.text("description"), spec.descriptionBytes),
      ...[cutCommunity(name ?? "")].filter((warning) => warning !== undefined),
      ...(given.has("resolveAgain") ? ["-b has no effect: names are always resolved again"] : []),
    ],
  };
}

type Given = Options<typeof edgeTable>;

/** With two threads that share stamp and counter windows, the machine would depend on state that no recording has. */
function recordedDatapath(wanted: EdgeSettings["datapath"], isPlain: boolean): "fast" | "portable" {
  if (wanted !== "fast" || isPlain) return wanted ?? "portable";
  throw new ConfigError(
    "with --datapath fast, --record needs plain headers and --no-authenticated: leave out --datapath",
  );
}

const optional = <Name extends string, T>(name: Name, value: T | undefined) =>
  (value === undefined ? {} : { [name]: value }) as { [K in Name]?: T };

function community(text: string | undefined): EdgeConfig["community"] {
  if (text === undefined) throw new ConfigError("-c is missing: give the name of the community, or set N2N_COMMUNITY");
  const name = parseCommunity(text);
  if (name === undefined) throw new ConfigError('-c "" is not right: give the name of the community');
  return name;
}

function supernodes(given: Given): EdgeConfig["supernodes"] {
  const all = given.all("supernodes", values.hostAndPort);
  if (all.length === 0) throw new ConfigError("-l is missing: give the supernode as host:port");
  return all;
}

/** The null address = whatever a DHCP client gives the interface. `-s` is from command lines for n2n v2. */
function address(given: Given, routing: boolean): IpNet | "auto" {
  const netmask = given.one("netmask", values.netmask);
  const found = given.one("address", (option, text) => {
    if (isNoAddress(text)) return noIpNet;
    if (!text.startsWith("dhcp:")) return values.interfaceAddress(option, text, netmask);
    if (routing) return noIpNet;
    throw new ConfigError(`${option} ${text} needs -r: the edge cannot know the address that DHCP will give`);
  });
  return found ?? "auto";
}

/** Another program gives the interface its address, or none does. */
const isNoAddress = (text: string): boolean => /^(static:)?0\.0\.0\.0(\/\d+)?$/.test(text);

function addressWarnings(given: Given, routing: boolean): readonly string[] {
  if (!isNoAddress(given.text("address") ?? "")) return [];
  const without = "-a 0.0.0.0 leaves the interface without an address";
  return [routing ? without : `${without}, and without -r no packets of other addresses are carried`];
}

function deviceWarnings(given: Given): readonly string[] {
  return [
    ...cutNotice("-d", given.text("device") ?? given.text("tunDevice"), deviceNameBytes),
    ...(given.has("tunDevice") ? ["--tun-device is read as --tap-device; n2n does not know it"] : []),
  ];
}

function relayOver(option: string, text: string): "udp" | "tcp" {
  if (text === "" || text === "1") return "udp";
  if (text === "2") return "tcp";
  throw new ConfigError(`${option}${text} is not a mode: give -S1 (relay over UDP) or -S2 (relay over TCP)`);
}

function filterRule(option: string, text: string): string {
  if (parseRule(text) !== undefined) return text;
  throw new ConfigError(
    `${option} ${JSON.stringify(text)} is not right: give SRC[/N][:PORT],DST[/N][:PORT][,TCP+|-][,UDP+|-][,ICMP+|-]`,
  );
}

const secretSources = [
  ["-k", "key", "N2N_KEY"],
  ["-J", "password", "N2N_PASSWORD"],
  ["--management-password", "managementPassword", "N2N_MANAGEMENT_PASSWORD"],
  ["--http-token", "httpToken", "N2N_HTTP_TOKEN"],
] as const;

function secretWarnings(given: Given, file: { readonly path: string; readonly isPublic: boolean } | undefined) {
  const warnings: string[] = [];
  if (given.inArguments("key")) warnings.push("the key given with -k was visible to all users; use N2N_KEY");
  if (given.inArguments("password"))
    warnings.push("the password given with -J was visible to all users; use N2N_PASSWORD");
  const inFile = (["key", "password", "managementPassword", "httpToken"] as const).some(
    (name) => given.inFile(name) && !given.inArguments(name),
  );
  if (file?.isPublic && inFile) warnings.push(`all users can read the secrets in ${file.path}; run chmod 600 on it`);
  return warnings;
}
