import { randomBytes } from "node:crypto";
import { access, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CaseHost, CaseNetwork, RunningHelper, SystemUnderTest } from "../contract.ts";
import { findDebian } from "./program.ts";

const device = "ipsec0";
/** IKE and ESP in UDP (RFC 3948). */
const port = 4500;
/** Where charon looks for plugins, wherever their packages are unpacked. */
const pluginFolder = "/usr/lib/ipsec/plugins";
/** Plugins of packages that charon-systemd only recommends. */
const neededPlugins = [
  { file: `${pluginFolder}/libstrongswan-kernel-libipsec.so`, package: "libcharon-extra-plugins" },
  { file: `${pluginFolder}/libstrongswan-openssl.so`, package: "libstrongswan-standard-plugins" },
] as const;
const pluginPackages = neededPlugins.map((plugin) => plugin.package);

/** IPsec in user space. Nodes find each other with the IKEv2 mediation extension: the helper mediates, and relays nothing. */
export const strongswan: SystemUnderTest = {
  name: "strongswan",

  install: { debian: ["charon-systemd", "strongswan-swanctl", ...pluginPackages] },

  capabilities: {
    protocol: "IKEv2 with mediation",
    layer: 3,
    helper: "needed",
    relays: false,
    ipv6: false,
    authenticated: true,
    keys: "one shared key",
    ciphers: ["aes128gcm16"],
    options: [],
  },

  async find() {
    const found = await findDebian({
      package: "charon-systemd",
      beside: ["strongswan-swanctl", ...pluginPackages],
      commands: ["charon-systemd", "swanctl"],
      version: { argv: ["swanctl", "--help"], pattern: /strongSwan (\d\S*) swanctl/ },
    });
    if ("missing" in found) return found;
    for (const { file, package: name } of neededPlugins) {
      if (!(await exists(file))) return { missing: `${file} not found: as root, apt-get install ${name}` };
    }
    return { ...found, files: [...found.files, ...neededPlugins.map(({ file }) => file)] };
  },

  async prepare(network) {
    const key = randomBytes(32).toString("hex");
    await Promise.all(nodesOf(network).map(({ secrets }) => writeFile(keyFile(secrets), shared(key), { mode: 0o600 })));
  },

  async helper({ host }) {
    await configure(host, mediator(host));
    return { ...command(host), then: [load(host)], ready: { tcp: control }, port, relaysFrom: "nowhere" };
  },

  async node({ host, network, helper, address = host.overlay }) {
    const peers = nodesOf(network).filter(({ name }) => name !== host.name && name !== helper?.host.name);
    await configure(host, connections(host, peers, helper));
    const then = [
      { argv: ["ip", "addr", "add", address, "dev", device] },
      { argv: ["ip", "link", "set", device, "mtu", "1300", "up"] },
      load(host),
    ];
    return { ...command(host), ready: { tcp: control }, then, device };
  },
};

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

const nodesOf = ({ hosts }: CaseNetwork): readonly CaseHost[] =>
  hosts.filter(({ system }) => system === strongswan.name);

/** Of vici, on the loopback: the path of a Unix socket may have 107 bytes. */
const control = 4502;
const daemonFile = ({ folder }: CaseHost): string => join(folder, "strongswan.conf");
const connectionsFile = ({ folder }: CaseHost): string => join(folder, "swanctl.conf");
const keyFile = (secrets: string): string => join(secrets, "key.conf");

const shared = (key: string): string => `secrets {\n  ike-all {\n    secret = 0x${key}\n  }\n}\n`;

const command = (host: CaseHost) => ({
  program: "charon-systemd",
  argv: ["charon-systemd"],
  env: { STRONGSWAN_CONF: daemonFile(host) },
});

const load = (host: CaseHost) => ({
  argv: [
    ...["env", `STRONGSWAN_CONF=${daemonFile(host)}`, "swanctl", "--load-all"],
    ...["--uri", `tcp://127.0.0.1:${control}`, "--file", connectionsFile(host)],
  ],
});

const plugins =
  "random nonce aes sha1 sha2 hmac kdf gcm openssl pem pkcs1 kernel-libipsec kernel-netlink socket-default vici";

/** strongswan.conf. By default charon gives up after three minutes without an answer: longer than a case waits. */
const daemonLines = (host: CaseHost): readonly string[] => [
  "charon-systemd {",
  `  load = ${plugins}`,
  `  interfaces_ignore = ${device}`,
  "  retransmit_timeout = 1.0",
  "  retransmit_base = 1.5",
  "  journal {",
  "    default = -1",
  "  }",
  "  filelog {",
  "    log {",
  `      path = ${join(host.folder, "charon.log")}`,
  "      flush_line = yes",
  "      ike = 1",
  "    }",
  "  }",
  "  plugins {",
  "    vici {",
  `      socket = tcp://127.0.0.1:${control}`,
  "    }",
  "    kernel-libipsec {",
  "      allow_peer_ts = yes",
  "    }",
  "  }",
  "}",
  "swanctl {",
  "  load = pem pkcs1 openssl random",
  "}",
];

const authentication = (own: string, other?: string): readonly string[] => [
  ...["    local {", "      auth = psk", `      id = ${own}`, "    }"],
  ...["    remote {", "      auth = psk", ...(other === undefined ? [] : [`      id = ${other}`]), "    }"],
];

const mediator = ({ name }: CaseHost): readonly string[] => [
  ...["connections {", "  mediator {", "    version = 2", "    mediation = yes"],
  ...authentication(name),
  ...["  }", "}"],
];

/** swanctl.conf of a node: a connection to the mediator, and one through it to each of the others. */
export function connections(
  { name, overlay }: CaseHost,
  peers: readonly CaseHost[],
  helper: RunningHelper | undefined,
): readonly string[] {
  if (helper === undefined) return [];
  const common = ["    version = 2", "    keyingtries = 0", "    dpd_delay = 5s"];
  const peer = (other: CaseHost): readonly string[] => [
    `  ${other.name} {`,
    ...common,
    "    mediated_by = mediator",
    `    mediation_peer = ${other.name}`,
    ...authentication(name, other.name),
    "    children {",
    "      packets {",
    `        local_ts = ${bare(overlay)}/32`,
    `        remote_ts = ${bare(other.overlay)}/32`,
    ...["        start_action = start", "        dpd_action = restart", "        close_action = start"],
    ...["      }", "    }", "  }"],
  ];
  return [
    "connections {",
    ...["  mediator {", ...common, `    remote_addrs = ${helper.address}`, "    mediation = yes"],
    ...authentication(name, helper.host.name),
    "  }",
    ...peers.flatMap(peer),
    "}",
  ];
}

const bare = (overlay: string): string => overlay.split("/")[0]!;

async function configure(host: CaseHost, lines: readonly string[]): Promise<void> {
  await writeFile(daemonFile(host), `${daemonLines(host).join("\n")}\n`);
  await writeFile(connectionsFile(host), `${lines.join("\n")}\ninclude "${keyFile(host.secrets)}"\n`);
}
