import { ConfigError } from "../../base/config-error.ts";
import type { Endpoint } from "../../base/address/endpoint.ts";
import { ipBytes } from "../../base/address/ip.ts";
import { type Duration, seconds } from "../../base/instant.ts";
import { locallyAdministered } from "../../base/address/mac.ts";
import type { Random } from "../../base/random.ts";
import { defaultVerbosity } from "../../runtime/log/log.ts";
import type { SupernodeConfig, SupernodeLimits } from "../../supernode/config.ts";
import { spec as wire } from "../../wire/spec.ts";
import { fieldText } from "../../wire/fields/text.ts";
import { takeConfigFile, type Files, type ReadYaml } from "../options/config-file.ts";
import { managementOptions, type ManagementOptions } from "../management/options.ts";
import { isSession, takeSession } from "../n3n/session.ts";
import { Options } from "../options/options.ts";
import { webOptions, type WebOptions } from "../web/options.ts";
import { recordingOptions, type RecordingOptions } from "../options/recording.ts";
import { supernodeTable } from "./table.ts";
import { cutNotice, values } from "../options/values.ts";

/** A supernode's parsed options. */
export interface SupernodeSettings {
  readonly config: SupernodeConfig;
  readonly bind: Endpoint;
  /** Absent = fast where it works. */
  readonly datapath?: "fast" | "portable";
  /** `-c`, absolute; absent = every community is allowed. */
  readonly communityFile?: string;
  readonly leases: LeaseOptions;
  readonly federation: FederationOption;
  /** `-l`: other supernodes of the federation. */
  readonly members: readonly { readonly host: string; readonly port: number }[];
  readonly management: ManagementOptions;
  readonly web: WebOptions;
  readonly pidFile?: string;
  readonly foreground: boolean;
  readonly recording?: RecordingOptions;
  readonly user?: string;
  readonly group?: string;
  readonly verbosity: number;
  readonly shown: readonly string[];
  /** Each option as it was set; some are secret. */
  readonly texts: ReadonlyMap<string, string>;
  /** About options that are valid but unwise. */
  readonly warnings: readonly string[];
}

/**
 * The name without its star. The way it is given changes the key of its headers and the bytes after the name (§9.5,
 * §11.6).
 */
export interface FederationOption {
  readonly name: string;
  readonly given: "by default" | "by -F" | "by environment";
}

/** Where addresses are kept; absent = nowhere, and no leases are kept at all unless there are reservations. */
export interface LeaseOptions {
  /** Absolute. */
  readonly file?: string;
  /** The file was named; otherwise the supernode does without if it cannot be used. */
  readonly isAsked: boolean;
  /** Absolute. */
  readonly reservations?: string;
  readonly time: Duration;
}

/** Fact sheet §12.2, §11.5, §9.2. */
const spec = {
  port: 7654,
  managementPort: 5645,
  versionBytes: 19,
  federation: "Federation",
  /** 20 bytes with the star before it and the zero after it. */
  federationBytes: 18,
  addressRange: { first: "10.128.0.0", last: "10.255.255.0", prefix: 24 },
} as const;

/** Tunable. A network of the usual size has room for a week's visitors. An edge counts as active for 90 s with the reference (§11.4); it registers every 20 s. */
const tuned = { leaseSeconds: 7 * 86_400, leaseLeast: 60, leaseMost: 3650 * 86_400 } as const;

const limits: SupernodeLimits = { communities: 4096, edgesPerCommunity: 4096, edgeLifetime: seconds(90) };

export interface SupernodeSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly random: Random;
  readonly files: Files;
  /** Absent = YAML is not recognised, and read like the files of n2n. */
  readonly readYaml?: ReadYaml;
  /** The version text if -V is absent. */
  readonly version: string;
}

/** The gate. "help" or "version" if asked for. Throws ConfigError. */
export function parseSupernodeOptions(
  argv: readonly string[],
  { env, random, files, version, readYaml }: SupernodeSurroundings,
): SupernodeSettings | "help" | "version" {
  const session = isSession(argv) ? takeSession(argv, "supernode", { files, env }) : undefined;
  const { file, rest } = session ?? takeConfigFile(argv, files, "end at a blank", readYaml);
  const given = new Options(supernodeTable, rest, file, env);
  if (given.has("help")) return "help";
  if (given.has("ownVersion")) return "version";
  const versionText = (option: string, text: string) =>
    fieldText(values.textOf(option, text, spec.versionBytes, 0), wire.versionTextBytes);
  const [user, group, pidFile] = [given.text("user"), given.text("group"), given.text("pidFile")];
  const communities = given.text("communities");
  const recording = recordingOptions(given, files);
  const datapath = given.one("datapath", values.datapath) ?? (recording === undefined ? undefined : "portable");
  const others = given.all("members", oldPortOr(values.hostAndPort));
  const oldPort = others.findLast((other) => typeof other === "number");
  const bind = given.one("bind", values.bindAddress) ?? { address: "0.0.0.0", port: oldPort ?? 0 };
  return {
    config: {
      mac: given.one("mac", values.unicastMac) ?? locallyAdministered(random.bytes(6)),
      version: given.one("version", versionText) ?? versionText("-V", version),
      addressRange: given.one("range", addressRange) ?? spec.addressRange,
      spoofingProtection: !given.has("noSpoofing"),
      limits,
    },
    bind: bind.port === 0 ? { ...bind, port: spec.port } : bind,
    ...(datapath !== undefined && { datapath }),
    ...(communities !== undefined && { communityFile: files.absolute(communities) }),
    leases: leaseOptions(given, env, files, recording !== undefined),
    federation: federation(given, session?.federation),
    members: others.filter((other) => typeof other !== "number"),
    management: managementOptions(given, env, spec.managementPort),
    web: webOptions(given, env),
    foreground: given.has("foreground"),
    ...(recording !== undefined && { recording }),
    ...(pidFile !== undefined && { pidFile: files.absolute(pidFile) }),
    ...(user !== undefined && { user }),
    ...(group !== undefined && { group }),
    verbosity: defaultVerbosity + given.count("verbose"),
    shown: given.shown,
    texts: given.texts,
    warnings: [
      ...given.warnings,
      ...leaseWarnings(given, recording !== undefined),
      ...(oldPort === undefined ? [] : [`-l ${oldPort} is read as the port, as before n2n v3; write -p ${oldPort}`]),
      ...cutNotice("-V", given.text("version"), spec.versionBytes),
      ...cutNotice("-F", given.text("federation"), spec.federationBytes),
    ],
  };
}

/** A replay must not depend on files beside the recording. */
function leaseOptions(
  given: Given,
  env: SupernodeSurroundings["env"],
  files: Files,
  isRecorded: boolean,
): LeaseOptions {
  const time = given.one("leaseTime", (o, text) => values.duration(o, text, tuned.leaseLeast, tuned.leaseMost));
  const [file, reservations] = [given.text("leases"), given.text("reservations")];
  const [folder] = env["STATE_DIRECTORY"]?.split(":") ?? [];
  const path = file ?? (folder ? `${folder}/leases.json` : undefined);
  return {
    isAsked: file !== undefined,
    time: seconds(time ?? tuned.leaseSeconds),
    ...(path !== undefined && !isRecorded && { file: files.absolute(path) }),
    ...(reservations !== undefined && !isRecorded && { reservations: files.absolute(reservations) }),
  };
}

function leaseWarnings(given: Given, isRecorded: boolean): readonly string[] {
  const [file, reservations] = [given.has("leases"), given.has("reservations")];
  if (isRecorded && (file || reservations)) return ["with --record, --leases and --reservations have no effect"];
  return given.has("leaseTime") && !file ? ["--lease-time has an effect only with --leases or a state folder"] : [];
}

type Given = Options<typeof supernodeTable>;

/** `supernode -l 5000` gave the port before n2n v3, and many tutorials still use it. */
function oldPortOr<T>(parse: (option: string, text: string) => T): (option: string, text: string) => T | number {
  return (option, text) => (/^\d+$/.test(text) ? values.port(option, text) : parse(option, text));
}

/** `ofSession`: n3n's, whose keys follow the name, as they do with a name from the environment. */
function federation(given: Given, ofSession: string | undefined): FederationOption {
  const named = given.one("federation", (option, text) => values.textOf(option, text, spec.federationBytes));
  const isOption = named !== undefined && !given.inEnvironment("federation");
  if (isOption) return { name: named, given: "by -F" };
  const name = ofSession ? values.textOf("supernode.federation", ofSession, spec.federationBytes) : named;
  if (name === undefined) return { name: spec.federation, given: "by default" };
  return { name, given: "by environment" };
}

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
  if (low! > high!)
    throw new ConfigError(`${option} ${text} is not right: ${range.first} is higher than ${range.last}`);
  return range;
}
