import { edgeTable } from "../edge/table.ts";
import type { Options } from "../options/options.ts";
import type { OptionTable } from "../options/table.ts";
import type { supernodeTable } from "../supernode/table.ts";

/** What an option's values are in a session file: `section.option` and value, each. */
type Convert = (values: readonly string[]) => readonly (readonly [name: string, value: string])[];

const last =
  (name: string): Convert =>
  (values) => [[name, values.at(-1)!]];
const list =
  (name: string): Convert =>
  (values) =>
    values.map((value) => [name, value]);
const always =
  (name: string, value: string): Convert =>
  () => [[name, value]];
const named =
  (name: string, words: Readonly<Record<string, string>>): Convert =>
  (values) => [[name, words[values.at(-1)!] ?? values.at(-1)!]];

const common = {
  bind: last("connection.bind"),
  group: last("daemon.groupid"),
  management: (values: readonly string[]) => (values.at(-1) === "0" ? [] : [["management.port", values.at(-1)!]]),
  managementPassword: last("management.password"),
  user: last("daemon.userid"),
  verbose: (values: readonly string[]) => [["logging.verbose", String(Math.min(4, 2 + values.length))]],
} as const satisfies Record<string, Convert>;

const ofEdges: Partial<Record<keyof typeof edgeTable, Convert>> = {
  ...common,
  address,
  community: last("community.name"),
  compression: named("community.compression", { "": "lzo", "1": "lzo", "2": "zstd" }),
  description: last("connection.description"),
  device: last("tuntap.name"),
  federationKey: last("auth.pubkey"),
  headerEncryption: always("community.header_encryption", "true"),
  interval: last("connection.register_interval"),
  key: last("community.key"),
  mac: last("tuntap.macaddr"),
  mtu: last("tuntap.mtu"),
  multicast: always("filter.allow_multicast", "true"),
  password: last("auth.password"),
  pathMtu: always("connection.pmtu_discovery", "true"),
  preferred: last("connection.advertise_addr"),
  punchTtl: last("connection.register_pkt_ttl"),
  relayOnly: (values) => [
    ["connection.allow_p2p", "false"],
    ...(values.at(-1) === "2" ? ([["connection.connect_tcp", "true"]] as const) : []),
  ],
  routing: always("filter.allow_routing", "true"),
  rule: list("filter.rule"),
  selectMac: always("connection.supernode_selection", "mac"),
  selectRtt: always("connection.supernode_selection", "rtt"),
  supernodes: list("community.supernode"),
  tos: last("connection.tos"),
  transform: named("community.cipher", { "": "AES", 1: "null", 2: "Twofish", 3: "AES", 4: "ChaCha20", 5: "Speck" }),
};

const ofSupernodes: Partial<Record<keyof typeof supernodeTable, Convert>> = {
  ...common,
  communities: last("supernode.community_file"),
  federation: last("supernode.federation"),
  mac: last("supernode.macaddr"),
  members: list("supernode.peer"),
  noSpoofing: always("supernode.spoofing_protection", "false"),
  range(values) {
    const [, min, max, prefix] = /^([^-]+)-([^/]+)\/(\d+)$/.exec(values.at(-1)!) ?? [];
    if (min === undefined) return [];
    return [
      ["supernode.auto_ip_min", `${min}/${prefix}`],
      ["supernode.auto_ip_max", `${max}/${prefix}`],
    ];
  },
  version: last("supernode.version"),
};

/** Options that a session has in another way, or that never had an effect. */
const silent = new Set([
  "foreground",
  "resolveAgain",
  "metric",
  "netmask",
  "tunDevice",
  "help",
  "version",
  "ownVersion",
]);

/** n3n's session file that means what these options of n2n mean. What n3n lacks stands in it as a comment. */
export function sessionText<Table extends OptionTable>(
  kind: "edge" | "supernode",
  table: Table,
  given: Options<Table>,
): string {
  const rules: Partial<Record<string, Convert>> = kind === "edge" ? ofEdges : ofSupernodes;
  const settings: (readonly [name: string, value: string])[] = [
    ["daemon.background", given.has("foreground") ? "false" : "true"],
  ];
  const lacking: string[] = [];
  for (const name of Object.keys(table) as (keyof Table & string)[]) {
    const values = given.all(name, (_option, text) => text);
    if (values.length === 0) continue;
    const rule = rules[name];
    const { short, long, secret } = table[name]!;
    if (rule !== undefined) settings.push(...rule(values));
    else if (!silent.has(name))
      lacking.push(
        `# n3n has no setting for ${short ? `-${short}` : `--${long ?? name}`}${secret ? "" : ` ${values.join(" ")}`}\n`,
      );
  }
  const sections = [...new Set(settings.map(([name]) => name.split(".")[0]!))].sort();
  const parts = sections.map((section) => {
    const lines = settings
      .filter(([name]) => name.startsWith(`${section}.`))
      .map(([name, value]) => `${name.slice(section.length + 1)} = ${value}\n`);
    return `[${section}]\n${lines.join("")}`;
  });
  return [...parts, ...(lacking.length > 0 ? [lacking.join("")] : [])].join("\n");
}

/** `[static:]IP[/N]`, `dhcp:0.0.0.0`, or the null address, which a program of its own may replace. */
function address(values: readonly string[]): ReturnType<Convert> {
  const text = values.at(-1)!;
  if (/^dhcp:|^(static:)?0\.0\.0\.0(\/\d+)?$/.test(text)) return [["tuntap.address_mode", "dhcp"]];
  return [
    ["tuntap.address_mode", "static"],
    ["tuntap.address", text.replace(/^static:/, "")],
  ];
}
