import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { NodeSetup, SystemUnderTest } from "../../contract.ts";
import { findNpmSystem, npmLibrary } from "../installed.ts";
import { keyFile, makeKeys, publicKeyOf } from "../key-pair.ts";
import { peerCommand } from "../peer-command.ts";
import type { HyperDhtHelperConfig, HyperDhtNodeConfig } from "./config.ts";

/** A DHT node on each, all at one address: a peer asks four of them how its NAT maps. */
const ports = [49737, 49738, 49739, 49740, 49741, 49742] as const;

/** Holepunch's DHT: UDP hole punching of UDX streams, with a blind relay where punching fails. */
export const hyperdht: SystemUnderTest = {
  name: "hyperdht",

  install: { npm: "hyperdht" },

  capabilities: {
    protocol: "hyperdht",
    layer: 3,
    helper: "needed",
    relays: true,
    ipv6: false,
    // Its holepuncher's constants.
    punching: {
      answersObserved: true,
      guessesPorts: { kind: "random", sockets: 256, probes: 1750, range: { first: 1000, last: 65_535 } },
    },
    authenticated: true,
    keys: "public keys",
    ciphers: ["xchacha20-poly1305"],
    // Even with hole punching off it connects directly to a peer with a public address.
    options: [],
  },

  find: () =>
    findNpmSystem("hyperdht", {
      named: "hyperdht",
      files: ["hyperdht/index.js", `udx-native/prebuilds/linux-${process.arch}/udx-native.node`],
    }),

  async prepare({ hosts }) {
    const own = hosts.filter(({ system }) => system === "hyperdht");
    await Promise.all(own.map((host) => makeKeys(host)));
  },

  async helper({ host }) {
    const readyFile = join(host.folder, "ready");
    await rm(readyFile, { force: true });
    const config: HyperDhtHelperConfig = {
      module: npmLibrary("hyperdht"),
      keyFile: keyFile(host),
      address: host.publicAddresses[0]!,
      ports,
      readyFile,
    };
    const command = await peerCommand("hyperdht-helper", host, config);
    return { ...command, ready: { file: readyFile }, relaysFrom: "any port" };
  },

  async node(setup) {
    return { ...(await peerCommand("hyperdht-node", setup.host, await nodeConfig(setup))), channel: "pipe" };
  },
};

async function nodeConfig({ host, network, helper }: NodeSetup): Promise<HyperDhtNodeConfig> {
  const nodes = network.hosts.filter(({ system, name }) => system === host.system && name !== helper?.host.name);
  const own = nodes.findIndex(({ name }) => name === host.name);
  const peers = nodes.map(async (peer, i) => ({
    name: peer.name,
    address: peer.overlay.split("/")[0]!,
    publicKey: await publicKeyOf(peer),
    isDialled: i < own,
  }));
  return {
    module: npmLibrary("hyperdht"),
    keyFile: keyFile(host),
    bootstrap: helper === undefined ? [] : ports.map((port) => `${helper.address}:${port}`),
    ...(helper && { relay: await publicKeyOf(helper.host) }),
    peers: (await Promise.all(peers)).filter(({ name }) => name !== host.name),
  };
}
