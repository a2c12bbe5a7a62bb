import { ConfigError } from "../../base/config-error.ts";

/** The options of ours that mean the same as a value, each with its own value; throws `Wrong`. */
export type Rule = (value: string) => readonly (readonly string[])[];

/** What would be right. */
export class Wrong extends Error {}

export const isTrue = (value: string): boolean => {
  if (value !== "true" && value !== "false") throw new Wrong("true or false");
  return value === "true";
};

const option =
  (name: string): Rule =>
  (value) => [[name, value]];

/** Its default has no option here. */
const unless =
  (usual: string, rule: Rule): Rule =>
  (value) =>
    value === usual ? [] : rule(value);

const flag =
  (name: string, when = true): Rule =>
  (value) =>
    isTrue(value) === when ? [[name]] : [];

const choice =
  (words: Readonly<Record<string, readonly string[]>>): Rule =>
  (value) => {
    const found = Object.hasOwn(words, value) ? words[value] : undefined;
    if (found === undefined) throw new Wrong(`one of ${Object.keys(words).join(", ")}`);
    return found.length === 0 ? [] : [found];
  };

/** n3n's default port. */
const supernode =
  (name: string): Rule =>
  (value) => [[name, /:\d+$/.test(value) ? value : `${value}:7654`]];

/** As `-v` raises it from 2. */
const verbosity: Rule = (value) => {
  if (!/^[0-4]$/.test(value)) throw new Wrong("0 to 4");
  return Array.from({ length: Math.max(0, Number(value) - 2) }, () => ["-v"]);
};

/** A number as C writes it: 0777 is octal, 511 is the same. */
const permissions: Rule = (value) => {
  if (!/^(0[0-7]*|[1-9]\d{0,2})$/.test(value)) throw new Wrong("permissions in octal, like 0770");
  const mode = parseInt(value, value.startsWith("0") ? 8 : 10);
  return mode === 0 ? [] : [["--session-mode", mode.toString(8).padStart(3, "0")]];
};

/** Handled together with others, or without a meaning here. */
const elsewhere: Rule = () => [];

const common: Readonly<Record<string, Rule>> = {
  "connection.bind": option("-p"),
  "daemon.background": (value) => (isTrue(value) ? [] : [["-f"]]),
  "daemon.groupid": option("-g"),
  "daemon.userid": option("-u"),
  "logging.verbose": verbosity,
  "management.enable_debug_pages": (value) => (isTrue(value) ? [] : []),
  "management.password": unless("n3n", option("--management-password")),
  "management.port": unless("0", option("--http")),
  "management.unix_sock_perms": permissions,
};

const ofEdges: Readonly<Record<string, Rule>> = {
  "auth.password": option("-J"),
  "auth.pubkey": option("-P"),
  "community.cipher": choice({ null: ["-A1"], Twofish: ["-A2"], AES: ["-A3"], ChaCha20: ["-A4"], Speck: ["-A5"] }),
  "community.compression": choice({ none: [], lzo: ["-z1"], zstd: ["-z2"] }),
  "community.header_encryption": flag("-H"),
  "community.key": option("-k"),
  "community.name": option("-c"),
  "community.supernode": supernode("-l"),
  "connection.advertise_addr": unless("auto", option("-e")),
  "connection.allow_p2p": elsewhere,
  "connection.connect_tcp": elsewhere,
  "connection.description": option("-I"),
  "connection.pmtu_discovery": flag("-D"),
  "connection.register_interval": option("-i"),
  "connection.register_pkt_ttl": unless("0", option("-L")),
  "connection.supernode_selection": choice({ load: [], rtt: ["--select-rtt"], mac: ["--select-mac"] }),
  "connection.tos": unless("0", option("-T")),
  "filter.allow_multicast": flag("-E"),
  "filter.allow_routing": flag("-r"),
  "filter.rule": option("-R"),
  "tuntap.address": elsewhere,
  "tuntap.address_mode": elsewhere,
  "tuntap.macaddr": option("-m"),
  "tuntap.metric": elsewhere,
  "tuntap.mtu": option("-M"),
  "tuntap.name": option("-d"),
};

const ofSupernodes: Readonly<Record<string, Rule>> = {
  "supernode.auto_ip_max": elsewhere,
  "supernode.auto_ip_min": elsewhere,
  "supernode.community_file": option("-c"),
  "supernode.federation": elsewhere,
  "supernode.macaddr": unless("00:00:00:00:00:00", option("-m")),
  "supernode.peer": supernode("-l"),
  "supernode.spoofing_protection": flag("-M", false),
  "supernode.version": option("-V"),
};

const ofTests: Readonly<Record<string, Rule>> = {
  "test.benchmark_seconds": elsewhere,
  "test.output_format": elsewhere,
};

export type N3nKind = "edge" | "supernode";

/** Those that may be given more than once; of others the last counts. */
export const lists: ReadonlySet<string> = new Set(["community.supernode", "filter.rule", "supernode.peer"]);

/** The rule for a setting; undefined = it is for the other kind of daemon. Throws ConfigError for one that n3n has not. */
export function ruleFor(
  kind: N3nKind,
  { name, where }: { readonly name: string; readonly where: string },
): Rule | undefined {
  const own = { ...common, ...(kind === "edge" ? ofEdges : ofSupernodes) };
  if (Object.hasOwn(own, name)) return own[name];
  const all = { ...ofEdges, ...ofSupernodes, ...ofTests };
  if (Object.hasOwn(all, name)) return undefined;
  throw new ConfigError(`${where}n3n has no setting ${name}; docs/n3n.md lists them`);
}

export const settingNames = { common, ofEdges, ofSupernodes } as const;
