import { generateKeyPair } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { CaseHost, NodeSetup, RunningHelper, SystemUnderTest } from "../contract.ts";
import { findDebian } from "./program.ts";

const port = 655;
const device = "tinc0";

/** tinc 1.0 over a TAP. The helper is a node without a device, which the others connect to and which relays for them. */
export const tinc: SystemUnderTest = {
  name: "tinc",

  install: { debian: ["tinc"] },

  capabilities: {
    protocol: "tinc 1.0",
    layer: 2,
    helper: "needed",
    relays: true,
    ipv6: false,
    authenticated: true,
    keys: "public keys",
    ciphers: ["blowfish-cbc"],
    options: ["port", "relay only"],
  },

  find: () =>
    findDebian({
      package: "tinc",
      commands: ["tincd"],
      version: { argv: ["tincd", "--version"], pattern: /tinc version (\S+)/ },
    }),

  async prepare({ hosts }) {
    const own = hosts.filter(({ system }) => system === "tinc");
    const keys = await Promise.all(
      own.map(async (host) => {
        const { publicKey, privateKey } = await promisify(generateKeyPair)("rsa", {
          modulusLength: 2048,
          publicKeyEncoding: { type: "pkcs1", format: "pem" },
          privateKeyEncoding: { type: "pkcs1", format: "pem" },
        });
        await mkdir(join(host.folder, "hosts"), { recursive: true });
        await writeFile(keyFile(host), privateKey, { mode: 0o600 });
        return { name: nameOf(host), publicKey };
      }),
    );
    const files = own.flatMap(({ folder }) =>
      keys.map(({ name, publicKey }) => writeFile(join(folder, "hosts", name), publicKey)),
    );
    await Promise.all(files);
  },

  async helper({ host }) {
    await configure(host, [
      `Name = ${nameOf(host)}`,
      "Mode = switch",
      "DeviceType = dummy",
      `Port = ${port}`,
      `PrivateKeyFile = ${keyFile(host)}`,
    ]);
    return { ...command(host), ready: { udp: port }, port, relaysFrom: "its port" };
  },

  async node(setup) {
    const { host, address = host.overlay, helper } = setup;
    await configure(host, nodeLines(setup));
    if (helper !== undefined) await know(setup, helper);
    const then = [
      { argv: ["ip", "addr", "add", address, "dev", device] },
      { argv: ["ip", "link", "set", device, "mtu", "1400", "up"] },
    ];
    return { ...command(host), ready: { device }, then, device };
  },
};

const nodeLines = ({ host, helper, port: own }: NodeSetup): readonly string[] => [
  `Name = ${nameOf(host)}`,
  "Mode = switch",
  "DeviceType = tap",
  `Interface = ${device}`,
  `Port = ${own ?? port}`,
  `PrivateKeyFile = ${keyFile(host)}`,
  ...(helper === undefined ? [] : [`ConnectTo = ${nameOf(helper.host)}`]),
];

const keyFile = ({ secrets }: CaseHost): string => join(secrets, "rsa_key.priv");

const command = ({ folder }: CaseHost) => ({
  program: "tincd",
  argv: ["tincd", "-D", "-d1", "-c", folder, `--pidfile=${join(folder, "pid")}`],
});

const configure = ({ folder }: CaseHost, lines: readonly string[]): Promise<void> =>
  writeFile(join(folder, "tinc.conf"), `${lines.join("\n")}\n`);

/** Adds the helper's address to its host file and, to relay everything, `IndirectData` to the node's own. */
async function know({ host, peerToPeer }: NodeSetup, helper: RunningHelper): Promise<void> {
  const keyOf = async (name: string) => readFile(join(host.folder, "hosts", name), "utf8");
  const before = `Address = ${helper.address} ${helper.port ?? port}\n`;
  const name = nameOf(helper.host);
  await writeFile(join(host.folder, "hosts", name), before + (await keyOf(name)));
  if (peerToPeer) return;
  const own = nameOf(host);
  await writeFile(join(host.folder, "hosts", own), `IndirectData = yes\n${await keyOf(own)}`);
}

/** tinc's names have no hyphens. */
const nameOf = ({ name }: Pick<CaseHost, "name">): string => name.replaceAll(/[^A-Za-z0-9]/g, "_");
