import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { endpointKey } from "../../../src/base/address/endpoint.ts";
import type { CaseHost, CaseNetwork, NodeSetup, SystemUnderTest } from "../contract.ts";
import { findDebian } from "../debian/program.ts";
import { Unsupported } from "../unsupported.ts";
import { introduce } from "./introduce.ts";
import { wireguardKeys } from "./keys.ts";
import { keepalive } from "./pair.ts";
import { deviceOf, placeFile, type Place } from "./place.ts";

const port = 51_820;

/**
 * WireGuard in user space. It cannot find a peer, so the helper is a hub that forwards, and the laboratory introduces
 * nodes to each other: see `introduce`.
 */
export const wireguardGo: SystemUnderTest = {
  name: "wireguard-go",

  install: { debian: ["wireguard-go", "wireguard-tools"] },

  capabilities: {
    protocol: "WireGuard",
    layer: 3,
    helper: "needed",
    relays: true,
    ipv6: true,
    authenticated: true,
    keys: "public keys",
    ciphers: ["ChaCha20-Poly1305"],
    options: ["port", "relay only"],
  },

  find: () =>
    findDebian({
      package: "wireguard-go",
      beside: ["wireguard-tools"],
      commands: ["wireguard-go", "wg"],
      version: { argv: ["wireguard-go", "--version"], pattern: /wireguard-go v(\S+)/ },
    }),

  async prepare({ hosts }) {
    await Promise.all(
      hosts.filter(isOwn).map(async (host) => {
        const { privateKey, publicKey } = await wireguardKeys();
        await writeFile(keyFile(host), privateKey, { mode: 0o600 });
        await writeFile(publicKeyFile(host), publicKey);
      }),
    );
  },

  async helper({ host, network }) {
    const others = network.hosts.filter((one) => isOwn(one) && one.name !== host.name);
    const peers = await Promise.all(others.map(async (one) => hubPeer(await publicKeyOf(one), one)));
    await configure(host, port, peers.flat());
    const then = [...forwarding, ...up(host, network, host.overlay)];
    return { ...command(host, network), then, port, relaysFrom: "its port" };
  },

  async node(setup) {
    const { host, network, address = host.overlay, helper, port: own } = setup;
    if (address !== host.overlay)
      throw new Unsupported(`wireguard-go cannot use ${address}: the hub routes ${host.overlay} to it`);
    const place = await placeOf(setup);
    await writeFile(placeFile(host), JSON.stringify(place));
    const hub =
      helper && nodePeer(place.hub!.publicKey, { address: helper.address, port: helper.port ?? port }, address);
    await configure(host, own, hub ?? []);
    return { ...command(host, network), then: up(host, network, address), device: place.device };
  },

  introduce,
};

const isOwn = ({ system }: CaseHost): boolean => system === "wireguard-go";

async function placeOf({ host, network, helper, peerToPeer }: NodeSetup): Promise<Place> {
  const where = async (one: CaseHost) => ({
    node: one.name,
    device: deviceOf(one, network),
    publicKey: await publicKeyOf(one),
  });
  return { ...(await where(host)), peerToPeer, ...(helper && { hub: await where(helper.host) }) };
}

/** Lines of a configuration for `wg setconf`. */
export const hubPeer = (publicKey: string, { overlay }: Pick<CaseHost, "overlay">): readonly string[] => [
  "[Peer]",
  `PublicKey = ${publicKey}`,
  `AllowedIPs = ${overlay.split("/")[0]!}/32`,
];

/** The same at a node; `overlay` with prefix length: all of it is reached through the hub. */
export const nodePeer = (
  publicKey: string,
  endpoint: { readonly address: string; readonly port: number },
  overlay: string,
): readonly string[] => [
  "[Peer]",
  `PublicKey = ${publicKey}`,
  `Endpoint = ${endpointKey(endpoint)}`,
  `AllowedIPs = ${overlay}`,
  `PersistentKeepalive = ${keepalive}`,
];

/** What `wg setconf` reads has the private key in it. */
async function configure(host: CaseHost, own: number | undefined, peers: readonly string[]): Promise<void> {
  const lines = [
    "[Interface]",
    `PrivateKey = ${await readFile(keyFile(host), "utf8")}`,
    ...(own === undefined ? [] : [`ListenPort = ${own}`]),
    ...peers,
  ];
  await writeFile(configurationFile(host), `${lines.join("\n")}\n`, { mode: 0o600 });
}

const command = (host: CaseHost, network: CaseNetwork) => ({
  program: "wireguard-go",
  argv: ["wireguard-go", "-f", deviceOf(host, network)],
  env: { LOG_LEVEL: "verbose" },
  ready: { file: `/var/run/wireguard/${deviceOf(host, network)}.sock` },
});

const up = (host: CaseHost, network: CaseNetwork, address: string) => {
  const device = deviceOf(host, network);
  return [
    { argv: ["wg", "setconf", device, configurationFile(host)] },
    { argv: ["ip", "addr", "add", address, "dev", device] },
    { argv: ["ip", "link", "set", device, "up"] },
  ];
};

/** The hub forwards between nodes on one device, for which the kernel would otherwise send ICMP redirects. */
const forwarding = ["ip_forward:1", "conf/all/send_redirects:0", "conf/default/send_redirects:0"].map((setting) => {
  const [name, value] = setting.split(":");
  return { argv: ["sh", "-c", `echo ${value} > /proc/sys/net/ipv4/${name}`] };
});

const keyFile = ({ secrets }: CaseHost): string => join(secrets, "private-key");
const configurationFile = ({ secrets }: CaseHost): string => join(secrets, "wg.conf");
const publicKeyFile = ({ folder }: CaseHost): string => join(folder, "public-key");
const publicKeyOf = (host: CaseHost): Promise<string> => readFile(publicKeyFile(host), "utf8");
