import { execFile } from "node:child_process";
import { copyFile, mkdir, symlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { commandPath } from "../../../ci/bootstrap/debian-packages.mjs";
import { ConfigError } from "../../../src/base/config-error.ts";
import type { CaseHost, CaseNetwork, NodeSetup, SystemUnderTest } from "../contract.ts";
import { findDebian } from "./program.ts";
import { Unsupported } from "../unsupported.ts";

const port = 9001;
const device = "gnb0";

/**
 * OpenGNB over a TUN. The helper is an index: it tells nodes each other's sockets, and forwards for those that find no direct
 * path, for which it needs a device too. `multi-socket` is off, which is the default: with it, a starting node sends some
 * ten thousand probes within two seconds.
 */
export const opengnb: SystemUnderTest = {
  name: "opengnb",

  install: { debian: ["opengnb"] },

  capabilities: {
    protocol: "gnb 1.2",
    layer: 3,
    helper: "needed",
    relays: true,
    ipv6: false,
    authenticated: true,
    keys: "public keys",
    ciphers: ["xor"],
    options: ["port"],
  },

  find: () =>
    findDebian({
      package: "opengnb",
      commands: ["gnb", "gnb_crypto"],
      version: { argv: ["gnb", "--help"], pattern: /GNB version (\S+)/ },
    }),

  async prepare(network) {
    const own = network.hosts.filter(({ system }) => system === "opengnb");
    const ids = new Map(own.map((host) => [host, idOf(network, host)]));
    const routes = own.map((host) => `${ids.get(host)}|${route(host.overlay)}\n`).join("");
    await Promise.all(own.map((host) => makeKeys(host, ids.get(host)!)));
    await Promise.all(
      own.map(async ({ folder }) => {
        await writeFile(join(folder, "route.conf"), routes);
        await mkdir(join(folder, "ed25519"));
        const copies = own.map((other) => [publicKey(other, ids), `${ids.get(other)}.public`] as const);
        await Promise.all(copies.map(([from, name]) => copyFile(from, join(folder, "ed25519", name))));
      }),
    );
  },

  async helper({ host, network }) {
    await configure(host, network, port, "");
    const argv = [...command(host), "-i", device];
    return { program: "gnb", argv, ready: { udp: port }, port, relaysFrom: "any port" };
  },

  async node({ host, network, helper, address = host.overlay, port: local = port }: NodeSetup) {
    if (helper === undefined) throw new ConfigError("opengnb needs an index: call startHelper() first");
    if (address !== host.overlay)
      throw new Unsupported(`opengnb cannot use ${address}: its routes are for ${host.overlay}`);
    await configure(
      host,
      network,
      local,
      `if|${idOf(network, helper.host)}|${helper.address}|${helper.port ?? port}\n`,
    );
    return { program: "gnb", argv: [...command(host), "-i", device], device };
  },
};

/** Any number but zero, the same in every file of the case. */
const idOf = ({ hosts }: CaseNetwork, { name }: CaseHost): number =>
  1001 + hosts.findIndex((host) => host.name === name);

/** `10.77.0.2/24` → `10.77.0.2|255.255.255.0`. The laboratory plans networks of 24 bits; GNB knows whole bytes only. */
export function route(overlay: string): string {
  const [address, prefix] = overlay.split("/");
  if (prefix !== "24") throw new Unsupported(`opengnb: ${overlay} is not a network of 24 bits`);
  return `${address}|255.255.255.0`;
}

/** It looks for its private key in `security` beside its configuration. */
async function makeKeys({ folder, secrets }: CaseHost, id: number): Promise<void> {
  const files = ["-p", join(secrets, `${id}.private`), "-k", join(secrets, `${id}.public`)];
  const env = { ...process.env, PATH: commandPath() };
  await promisify(execFile)("gnb_crypto", ["-c", ...files], { env });
  await symlink(basename(secrets), join(folder, "security"));
}

const publicKey = (host: CaseHost, ids: ReadonlyMap<CaseHost, number>): string =>
  join(host.secrets, `${ids.get(host)}.public`);

async function configure(host: CaseHost, network: CaseNetwork, listen: number, addresses: string): Promise<void> {
  const lines = [`nodeid ${idOf(network, host)}`, `listen ${listen}`, "mtu 1280"];
  await mkdir(join(host.folder, "scripts"), { recursive: true });
  await writeFile(join(host.folder, "node.conf"), `${lines.join("\n")}\n`);
  await writeFile(join(host.folder, "address.conf"), addresses);
}

/** The memory that it shares with its companion programs may hold keys. */
const command = ({ folder, secrets }: CaseHost): readonly string[] => [
  ...["gnb", "-4", "-c", folder, "-b", join(secrets, "gnb.map"), "--pid-file", join(folder, "gnb.pid")],
  ...["--node-cache-file", join(folder, "node.cache"), "--console-log-level=3", "--address-secure=off"],
];
