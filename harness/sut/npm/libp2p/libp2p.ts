import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { CaseHost, NodeSetup, RunningHelper, SystemUnderTest } from "../../contract.ts";
import { coturn, findCoturn } from "../coturn.ts";
import { findNpmSystem, npmLibrary } from "../installed.ts";
import { keyFile, makeKeys, publicKeyOf } from "../key-pair.ts";
import { peerCommand } from "../peer-command.ts";
import { turnPort } from "../turn-server.ts";
import type { Libp2pHelperConfig, Libp2pNodeConfig } from "./config.ts";

/** UDP. */
const port = 4001;

/** js-libp2p: a connection through a circuit relay (v2), over which nodes agree on a direct WebRTC connection. */
export const libp2p: SystemUnderTest = {
  name: "libp2p",

  install: { debian: [coturn], npm: "libp2p" },

  capabilities: {
    protocol: "libp2p",
    layer: 3,
    helper: "needed",
    relays: true,
    ipv6: false,
    authenticated: true,
    keys: "public keys",
    ciphers: ["dtls", "noise"],
    options: ["relay only"],
  },

  async find() {
    const stun = await findCoturn();
    if ("missing" in stun) return stun;
    const brought = await findNpmSystem("libp2p", {
      named: "libp2p",
      files: [
        "libp2p/dist/src/index.js",
        "@libp2p/circuit-relay-v2/dist/src/index.js",
        "@libp2p/webrtc/dist/src/index.js",
        `@node-datachannel/linux-${process.arch}-gnu/node_datachannel.node`,
      ],
    });
    if ("missing" in brought) return brought;
    const source = `${brought.source}; ${stun.source}`;
    return { version: brought.version, source, files: [...brought.files, ...stun.files] };
  },

  async prepare({ hosts }) {
    await Promise.all(hosts.filter(({ system }) => system === "libp2p").map((host) => makeKeys(host)));
  },

  async helper({ host }) {
    await rm(multiaddrFile(host), { force: true });
    const config: Libp2pHelperConfig = {
      module: npmLibrary("libp2p"),
      keyFile: keyFile(host),
      address: host.publicAddresses[0]!,
      port,
      secrets: host.secrets,
      multiaddrFile: multiaddrFile(host),
    };
    const command = await peerCommand("libp2p-helper", host, config);
    return { ...command, ready: { file: multiaddrFile(host) }, port, relaysFrom: "its port" };
  },

  async node(setup) {
    return { ...(await peerCommand("libp2p-node", setup.host, await nodeConfig(setup))), channel: "pipe" };
  },
};

/** The relay's, which has the digest of its certificate. */
const multiaddrFile = ({ folder }: CaseHost): string => join(folder, "multiaddr");

async function nodeConfig({ host, network, helper, peerToPeer }: NodeSetup): Promise<Libp2pNodeConfig> {
  const nodes = network.hosts.filter(({ system, name }) => system === host.system && name !== helper?.host.name);
  const own = nodes.findIndex(({ name }) => name === host.name);
  const peers = nodes.map(async (peer, i) => ({
    name: peer.name,
    address: overlayOf(peer),
    publicKey: await publicKeyOf(peer),
    isDialled: i < own,
  }));
  return {
    module: npmLibrary("libp2p"),
    keyFile: keyFile(host),
    ...(helper && { helper: await addressesOf(helper) }),
    isRelayOnly: !peerToPeer,
    overlay: nodes.map(overlayOf),
    peers: (await Promise.all(peers)).filter(({ name }) => name !== host.name),
  };
}

const overlayOf = ({ overlay }: CaseHost): string => overlay.split("/")[0]!;

const addressesOf = async ({ host, address }: RunningHelper): Promise<NonNullable<Libp2pNodeConfig["helper"]>> => ({
  multiaddr: await readFile(multiaddrFile(host), "utf8"),
  stun: `stun:${address}:${turnPort}`,
});
