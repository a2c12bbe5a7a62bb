import { execFile } from "node:child_process";
import { copyFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { endpointKey } from "../../../src/base/address/endpoint.ts";
import { isIpv6 } from "../../../src/base/address/ip.ts";
import { commandPath } from "../../../ci/bootstrap/debian-packages.mjs";
import type { CaseHost, HelperSetup, NodeSetup, SystemUnderTest } from "../contract.ts";
import { findDebian } from "./program.ts";
import { Unsupported } from "../unsupported.ts";

const port = 4242;
const device = "nebula0";

/**
 * Nebula with its default delays. The helper is a lighthouse without a device that also relays, which needs Nebula 1.6 or
 * later.
 */
export const nebula: SystemUnderTest = {
  name: "nebula",

  install: { debian: ["nebula"] },

  capabilities: {
    protocol: "nebula",
    layer: 3,
    helper: "needed",
    relays: true,
    ipv6: true,
    authenticated: true,
    keys: "certificates",
    ciphers: ["AES-256-GCM"],
    options: ["port", "relay only"],
  },

  find: () =>
    findDebian({
      package: "nebula",
      commands: ["nebula", "nebula-cert"],
      version: { argv: ["nebula", "-version"], pattern: /Version: (\S+)/ },
    }),

  async prepare({ hosts }) {
    const own = hosts.filter(({ system }) => system === "nebula");
    const [first] = own;
    if (first === undefined) return;
    const authority = { crt: join(first.folder, "ca.crt"), key: join(first.secrets, "ca.key") };
    await certify("ca", "-name", "natlab", "-out-crt", authority.crt, "-out-key", authority.key);
    const by = ["-ca-crt", authority.crt, "-ca-key", authority.key];
    for (const host of own) {
      const { ca, cert, key } = filesOf(host);
      await certify("sign", ...by, "-name", host.name, "-ip", host.overlay, "-out-crt", cert, "-out-key", key);
      if (host !== first) await copyFile(authority.crt, ca);
    }
    await rm(authority.key);
  },

  async helper({ host }) {
    await configure(host, lighthouseConfiguration({ host }));
    return { ...command(host), ready: { udp: port }, port, relaysFrom: "its port" };
  },

  async node(setup) {
    const { host, address = host.overlay } = setup;
    if (address !== host.overlay)
      throw new Unsupported(`nebula cannot use ${address}: its certificate is for ${host.overlay}`);
    await configure(host, nodeConfiguration(setup));
    return { ...command(host), ready: { device }, device };
  },
};

const anything = [{ port: "any", proto: "any", host: "any" }];

/** The contents of a lighthouse's `config.yml`. */
export const lighthouseConfiguration = ({ host }: Pick<HelperSetup, "host">) => ({
  ...everywhere(host, port),
  lighthouse: { am_lighthouse: true },
  relay: { am_relay: true },
  tun: { disabled: true },
});

/** The same of a node. To relay everything, it accepts no address but the lighthouse's. */
export function nodeConfiguration({ host, helper, peerToPeer, port: own = 0 }: NodeSetup) {
  const only = helper && { [`${helper.address}/${isIpv6(helper.address) ? 128 : 32}`]: true };
  const known = helper === undefined ? [] : [overlayOf(helper.host)];
  return {
    ...everywhere(host, own),
    static_host_map: Object.fromEntries(
      known.map((address) => [address, [endpointKey({ address: helper!.address, port: helper!.port ?? port })]]),
    ),
    lighthouse: {
      hosts: known,
      ...(!peerToPeer && { remote_allow_list: { "0.0.0.0/0": false, "::/0": false, ...only } }),
    },
    punchy: { punch: true, respond: true },
    relay: { use_relays: true, relays: known },
    tun: { dev: device },
  };
}

const everywhere = (host: CaseHost, own: number) => ({
  pki: filesOf(host),
  listen: { host: "::", port: own },
  firewall: { outbound: anything, inbound: anything },
});

const filesOf = ({ folder, secrets }: CaseHost) => ({
  ca: join(folder, "ca.crt"),
  cert: join(folder, "host.crt"),
  key: join(secrets, "host.key"),
});

const overlayOf = ({ overlay }: CaseHost): string => overlay.split("/")[0]!;

const command = ({ folder }: CaseHost) => ({
  program: "nebula",
  argv: ["nebula", "-config", join(folder, "config.yml")],
});

/** JSON is YAML. */
const configure = ({ folder }: CaseHost, configuration: object): Promise<void> =>
  writeFile(join(folder, "config.yml"), `${JSON.stringify(configuration, undefined, 2)}\n`);

async function certify(...argv: readonly string[]): Promise<void> {
  await promisify(execFile)("nebula-cert", argv, { env: { ...process.env, PATH: commandPath() } });
}
