import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { isIpv6 } from "../../../src/base/address/ip.ts";
import { commandPath } from "../../../ci/bootstrap/debian-packages.mjs";
import type { CaseHost, NodeSetup, SystemUnderTest } from "../contract.ts";
import { findDebian } from "./program.ts";

const port = 10_000;
const device = "fastd0";

/** fastd over a TAP. The helper is everyone's peer and forwards between them; nodes do not know each other. */
export const fastd: SystemUnderTest = {
  name: "fastd",

  install: { debian: ["fastd"] },

  capabilities: {
    protocol: "fastd",
    layer: 2,
    helper: "needed",
    relays: true,
    ipv6: true,
    authenticated: true,
    keys: "public keys",
    ciphers: ["salsa2012+umac"],
    options: ["port", "relay only"],
  },

  find: () =>
    findDebian({
      package: "fastd",
      commands: ["fastd"],
      version: { argv: ["fastd", "--version"], pattern: /fastd v(\S+)/ },
    }),

  async prepare({ hosts }) {
    await Promise.all(hosts.filter(isOwn).map(makeKeys));
  },

  async helper({ host, network }) {
    const peers = network.hosts.filter((one) => isOwn(one) && one.name !== host.name);
    await configure(host, [`bind any:${port};`, "forward yes;", ...(await Promise.all(peers.map((one) => peer(one))))]);
    return { ...command(host), ready: { udp: port }, port, relaysFrom: "its port" };
  },

  async node(setup) {
    const { host, address = host.overlay } = setup;
    await configure(host, await nodeLines(setup));
    const then = [
      { argv: ["ip", "addr", "add", address, "dev", device] },
      { argv: ["ip", "link", "set", device, "up"] },
    ];
    return { ...command(host), ready: { device }, then, device };
  },
};

const isOwn = ({ system }: CaseHost): boolean => system === "fastd";

async function nodeLines({ helper, port: own }: NodeSetup): Promise<readonly string[]> {
  return [
    ...(own === undefined ? [] : [`bind any:${own};`]),
    ...(helper === undefined ? [] : [await peer(helper.host, remote(helper.address, helper.port ?? port))]),
  ];
}

export const remote = (address: string, at: number): string =>
  `remote ${isIpv6(address) ? `[${address}]` : address}:${at};`;

const peer = async (host: CaseHost, where = ""): Promise<string> =>
  `peer "${host.name}" { key "${await readFile(publicKeyFile(host), "utf8")}"; ${where} }`;

const configure = (host: CaseHost, lines: readonly string[]): Promise<void> =>
  writeFile(join(host.folder, "fastd.conf"), `${configuration(host, lines).join("\n")}\n`);

/** The settings of every host, followed by `lines`. */
export const configuration = (host: CaseHost, lines: readonly string[]): readonly string[] => [
  "log level verbose;",
  "mode tap;",
  `interface "${device}";`,
  "mtu 1400;",
  'method "salsa2012+umac";',
  `include "${secretFile(host)}";`,
  ...lines,
];

const command = ({ folder }: CaseHost) => ({
  program: "fastd",
  argv: ["fastd", "-c", join(folder, "fastd.conf")],
});

const secretFile = ({ secrets }: CaseHost): string => join(secrets, "secret.conf");
const publicKeyFile = ({ folder }: CaseHost): string => join(folder, "public-key");

/** Made by fastd, because Node does not have its curve. */
async function makeKeys(host: CaseHost): Promise<void> {
  const env = { ...process.env, PATH: commandPath() };
  const { stdout } = await promisify(execFile)("fastd", ["--generate-key"], { env });
  const [, secret] = /^Secret: ([0-9a-f]{64})$/m.exec(stdout) ?? [];
  const [, publicKey] = /^Public: ([0-9a-f]{64})$/m.exec(stdout) ?? [];
  if (secret === undefined || publicKey === undefined) throw new Error("fastd --generate-key prints no keys");
  await writeFile(secretFile(host), `secret "${secret}";\n`, { mode: 0o600 });
  await writeFile(publicKeyFile(host), publicKey);
}
