import { execFile } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { commandPath } from "../../../ci/bootstrap/debian-packages.mjs";
import { ConfigError } from "../../../src/base/config-error.ts";
import { isIpv6 } from "../../../src/base/address/ip.ts";
import type { CaseHost, CaseNetwork, NodeSetup, SystemUnderTest } from "../contract.ts";
import { findDebian } from "./program.ts";

const port = 1194;
const device = "ovpn0";

/**
 * OpenVPN over a TAP. Nodes are clients of the helper, a server that carries everything between them: there is no direct
 * path. Each side knows the other's certificate by its fingerprint, so no authority is needed.
 */
export const openvpn: SystemUnderTest = {
  name: "openvpn",

  install: { debian: ["openvpn", "openssl"] },

  capabilities: {
    protocol: "openvpn",
    layer: 2,
    helper: "needed",
    relays: true,
    ipv6: false,
    authenticated: true,
    keys: "certificates",
    ciphers: ["aes-256-gcm"],
    options: ["port", "relay only"],
  },

  async find() {
    const openssl = await findDebian({
      package: "openssl",
      commands: ["openssl"],
      version: { argv: ["openssl", "version"], pattern: /OpenSSL (\S+)/ },
    });
    if ("missing" in openssl) return openssl;
    return findDebian({
      package: "openvpn",
      commands: ["openvpn"],
      version: { argv: ["openvpn", "--version"], pattern: /OpenVPN (\S+)/ },
    });
  },

  async prepare(network) {
    await Promise.all(own(network).map(makeCertificate));
  },

  async helper({ host, network }) {
    const nodes = own(network).filter(({ name }) => name !== host.name);
    await configure(host, [
      ...["mode server", "tls-server", "dh none", "client-to-client"],
      `lport ${port}`,
      ...["<peer-fingerprint>", ...(await Promise.all(nodes.map(fingerprint))), "</peer-fingerprint>"],
    ]);
    const then = [{ argv: ["ip", "link", "set", device, "up"] }];
    return { ...command(host), ready: { udp: port }, then, port, relaysFrom: "its port" };
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

const own = ({ hosts }: CaseNetwork): readonly CaseHost[] => hosts.filter(({ system }) => system === "openvpn");

async function nodeLines({ helper, port: local }: NodeSetup): Promise<readonly string[]> {
  if (helper === undefined) throw new ConfigError("openvpn needs a server: call startHelper() first");
  return [
    ...["client", "persist-tun", "explicit-exit-notify 1", "connect-retry 1 5", "connect-timeout 5"],
    `remote ${helper.address} ${helper.port ?? port} ${isIpv6(helper.address) ? "udp6" : "udp4"}`,
    local === undefined ? "nobind" : `lport ${local}`,
    `peer-fingerprint ${await fingerprint(helper.host)}`,
  ];
}

const configure = async (host: CaseHost, lines: readonly string[]): Promise<void> => {
  const common = [
    ...[`dev ${device}`, "dev-type tap", "tun-mtu 1400"],
    ...[`cert ${quoted(certificateFile(host))}`, `key ${quoted(keyFile(host))}`],
    ...["data-ciphers AES-256-GCM", "auth-nocache", "keepalive 5 20"],
  ];
  await writeFile(configurationFile(host), `${[...lines, ...common].join("\n")}\n`);
};

const command = (host: CaseHost) => ({ program: "openvpn", argv: ["openvpn", "--config", configurationFile(host)] });

/** openssl writes the private key to its file, and prints nothing of it. */
async function makeCertificate(host: CaseHost): Promise<void> {
  const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30"];
  const files = ["-keyout", keyFile(host), "-out", certificateFile(host)];
  await promisify(execFile)("openssl", ["req", "-x509", ...kind, ...files, "-subj", `/CN=${host.name}`], {
    env: { ...process.env, PATH: commandPath() },
  });
}

/** SHA-256. */
const fingerprint = async (host: CaseHost): Promise<string> =>
  new X509Certificate(await readFile(certificateFile(host))).fingerprint256;

/** A path may have spaces; a backslash escapes. */
const quoted = (path: string): string => `"${path.replace(/[\\"]/g, "\\$&")}"`;

const configurationFile = ({ folder }: CaseHost): string => join(folder, "openvpn.conf");
const certificateFile = ({ folder }: CaseHost): string => join(folder, "certificate.pem");
const keyFile = ({ secrets }: CaseHost): string => join(secrets, "key.pem");
