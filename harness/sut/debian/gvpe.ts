import { execFile } from "node:child_process";
import { copyFile, mkdir, rename, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { CaseHost, CaseNetwork, SystemUnderTest } from "../contract.ts";
import { findDebian } from "./program.ts";

const device = "gvpe0";
const defaultPort = 655;

/** Nodes dial each other at the address that a router names. They send through it only where they may not do so. */
export const gvpe: SystemUnderTest = {
  name: "gvpe",
  capabilities: {
    protocol: "gvpe 1.0",
    layer: 2,
    helper: "useful",
    relays: false,
    ipv6: false,
    authenticated: true,
    keys: "public keys",
    ciphers: ["AES-128-CTR"],
    options: ["port", "relay only"],
  },
  install: { debian: ["gvpe"] },
  find: () =>
    findDebian({
      package: "gvpe",
      commands: ["gvpe", "gvpectrl"],
      version: { argv: ["gvpe", "--version"], pattern: /gvpe version (\S+)/ },
    }),
  async prepare(network) {
    const hosts = nodesOf(network);
    for (const { name, folder, secrets } of hosts) {
      await mkdir(join(folder, "pubkey"));
      // gvpectrl makes no key without a configuration
      await writeFile(join(secrets, "gvpe.conf"), `node = ${name}\n`);
      const pair = join(secrets, "key");
      await promisify(execFile)("gvpectrl", ["-q", "-c", secrets, "-g", pair]);
      await rename(`${pair}.privkey`, join(secrets, "hostkey"));
      await symlink(join(secrets, "hostkey"), join(folder, "hostkey"));
    }
    for (const { folder } of hosts)
      for (const { name, secrets } of hosts) await copyFile(join(secrets, "key"), join(folder, "pubkey", name));
  },
  async helper({ host, network }) {
    await configure(host, network, { router: { name: host.name, address: host.publicAddresses[0]! } });
    return {
      program: "gvpe",
      argv: command(host),
      ready: { udp: defaultPort },
      port: defaultPort,
      relaysFrom: "its port",
    };
  },
  async node({ host, network, helper, address, port = defaultPort, peerToPeer }) {
    const router = helper && { name: helper.host.name, address: helper.address };
    await configure(host, network, { ...(router && { router }), port, peerToPeer }, address ?? host.overlay);
    return { program: "gvpe", argv: command(host), ready: { device }, device };
  },
};

/** From within its folder: gvpe gives a shell the path of `if-up` without quotes. */
const command = ({ folder, name }: CaseHost): readonly string[] => [
  ...["sh", "-c", 'cd "$0" && exec "$@"', folder],
  ...["gvpe", "-c", ".", "-D", "-l", "info", name],
];

const nodesOf = ({ hosts }: CaseNetwork): readonly CaseHost[] => hosts.filter(({ system }) => system === "gvpe");

interface Settings {
  readonly router?: { readonly name: string; readonly address: string };
  readonly port?: number;
  readonly peerToPeer?: boolean;
}

/** gvpe.conf of one node. All must list the same nodes in the same order. */
export function configuration(
  { name }: CaseHost,
  network: CaseNetwork,
  { router, port = defaultPort, peerToPeer = true }: Settings,
): readonly string[] {
  const nodes = nodesOf(network).flatMap((node) => [
    `node = ${node.name}`,
    ...(node.name === router?.name ? [`hostname = ${router.address}`, "router-priority = 2"] : []),
    ...(node.name === name ? [`udp-port = ${port}`] : []),
    ...(node.name === name && !peerToPeer ? ["deny-direct = *"] : []),
    ...(node.name === name && !peerToPeer && router ? [`allow-direct = ${router.name}`] : []),
  ]);
  return ["enable-udp = yes", `ifname = ${device}`, "mtu = 1500", "pid-file = gvpe.pid", ...nodes];
}

/** Without the script gvpe ends. */
async function configure(host: CaseHost, network: CaseNetwork, settings: Settings, address?: string): Promise<void> {
  await writeFile(join(host.folder, "gvpe.conf"), `${configuration(host, network, settings).join("\n")}\n`);
  const up = ["#!/bin/sh -e", 'ip link set "$IFNAME" address "$MAC" mtu "$MTU" up'];
  if (address !== undefined) up.push(`ip addr add ${address} dev "$IFNAME"`);
  await writeFile(join(host.folder, "if-up"), `${up.join("\n")}\n`, { mode: 0o700 });
}
