import { access, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { CaseHost, NodeSetup, SystemUnderTest } from "../contract.ts";
import { findDebian } from "../debian/program.ts";
import { keyFile, makeKeys, publicKeyOf } from "../npm/key-pair.ts";
import { peerCommand } from "../npm/peer-command.ts";
import type { DhtNode, ToxHelperConfig, ToxNodeConfig } from "./config.ts";

const name = "libtoxcore2";
/** UDP and TCP. A DHT node on each: an onion path, by which friends look for each other, takes three. */
const ports = [33_445, 33_446, 33_447, 33_448, 33_449, 33_450] as const;
const triplets: Readonly<Record<string, string>> = { x64: "x86_64-linux-gnu", arm64: "aarch64-linux-gnu" };
const library = `/usr/lib/${triplets[process.arch] ?? process.arch}/libtoxcore.so.2`;

/** toxcore, the library of a messenger: UDP hole punching between friends, and TCP relays where that fails. */
export const tox: SystemUnderTest = {
  name: "tox",

  install: { debian: [name] },

  capabilities: {
    protocol: "tox",
    layer: 3,
    helper: "needed",
    relays: true,
    ipv6: false,
    punching: { answersObserved: true, tcpRelay: true },
    authenticated: true,
    keys: "public keys",
    ciphers: ["xsalsa20-poly1305"],
    options: [],
  },

  async find() {
    const isThere = await access(library).then(
      () => true,
      () => false,
    );
    if (!isThere) return { missing: `${library} not found: as root, apt-get install ${name}` };
    const version = { argv: ["dpkg-query", "-W", "-f", "${Version}", name], pattern: /^(\d[^-]*)/ };
    const found = await findDebian({ package: name, commands: [], version });
    return "missing" in found ? found : { ...found, files: [library] };
  },

  async prepare({ hosts }) {
    const own = hosts.filter(({ system }) => system === "tox");
    await Promise.all(own.map((host) => makeKeys(host, "x25519")));
  },

  async helper({ host }) {
    const nodesFile = dhtNodesFile(host);
    await rm(nodesFile, { force: true });
    const config: ToxHelperConfig = { library, address: host.publicAddresses[0]!, ports, nodesFile };
    const command = await peerCommand("tox-helper", host, config);
    return { ...command, ready: { file: nodesFile }, relaysFrom: "any port" };
  },

  async node(setup) {
    return { ...(await peerCommand("tox-node", setup.host, await nodeConfig(setup))), channel: "pipe" };
  },
};

const dhtNodesFile = ({ folder }: CaseHost): string => join(folder, "dht-nodes.json");

const dhtNodes = async (host: CaseHost): Promise<readonly DhtNode[]> =>
  JSON.parse(await readFile(dhtNodesFile(host), "utf8")) as readonly DhtNode[];

async function nodeConfig({ host, network, helper }: NodeSetup): Promise<ToxNodeConfig> {
  const nodes = network.hosts.filter(({ system, name }) => system === host.system && name !== helper?.host.name);
  const others = nodes.filter(({ name }) => name !== host.name);
  const peers = others.map(async (peer) => ({
    address: peer.overlay.split("/")[0]!,
    publicKey: await publicKeyOf(peer),
  }));
  return {
    library,
    keyFile: keyFile(host),
    ...(helper && {
      bootstrap: { address: helper.address, nodes: await dhtNodes(helper.host) },
    }),
    peers: await Promise.all(peers),
  };
}
