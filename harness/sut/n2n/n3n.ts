import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError } from "../../../src/base/config-error.ts";
import { endpointKey } from "../../../src/base/address/endpoint.ts";
import type { HelperSetup, NodeSetup, SystemUnderTest } from "../contract.ts";
import { Unsupported } from "../unsupported.ts";
import { hostAddress, edgeSecrets, supernodePort } from "./arguments.ts";
import { punchingOf } from "./launch.ts";
import { builtProgram, helpTextOf, sourceOf } from "./built-program.ts";
import { n2nCapabilities } from "./capabilities.ts";
import { usual } from "./options.ts";

const device = "n3n0";

/**
 * n3n, which grew out of n2n and speaks its protocol, but has a command line of its own: `n3n-edge` and `n3n-supernode`
 * from the folder N3N_DIR, else from PATH.
 */
export const n3n: SystemUnderTest = {
  name: "n3n",

  capabilities: n2nCapabilities,

  async find() {
    const [edge, supernode] = [program("n3n-edge"), program("n3n-supernode")];
    if (edge === undefined || supernode === undefined) return { missing };
    const version = /n3n v\.?([0-9][^ ,]*)/.exec(await helpTextOf(edge, "-V"))?.[1];
    if (version === undefined) return { missing: `${edge} does not say that it is n3n; ${missing}` };
    return { version, source: sourceOf(edge, "N3N_DIR"), files: [edge, supernode] };
  },

  async helper(setup) {
    const { host, n2n = {} } = setup;
    return {
      program: "supernode",
      argv: [...start("n3n-supernode", host.name), ...options(await supernodeOptions(setup))],
      env: n2n.federation === undefined ? {} : { N3N_FEDERATION: n2n.federation.name },
      ready: { udp: supernodePort },
      port: supernodePort,
      relaysFrom: "its port",
    };
  },

  node: (setup) => ({
    program: "edge",
    argv: [...start("n3n-edge", setup.host.name), ...options(edgeOptions(setup))],
    env: environment(setup),
    device,
    ...punchingOf(setup),
  }),
};

const missing = "n3n was not found: put n3n-edge and n3n-supernode on PATH, or set N3N_DIR to their folder";

const program = (name: string): string | undefined => builtProgram(name, "N3N_DIR");

type Options = readonly (readonly [name: string, value: string | number])[];

/** `session` names its management socket, so it differs between hosts. */
const start = (name: string, session: string): readonly string[] => [program(name) ?? name, "start", session];

const options = (all: Options): readonly string[] => all.map(([name, value]) => `-O${name}=${value}`);

async function supernodeOptions({ host, network, n2n = {} }: HelperSetup): Promise<Options> {
  const { communities, federation } = n2n;
  const list = join(host.folder, "communities.list");
  if (communities !== undefined) await writeFile(list, communities);
  const members = federation?.with.map((name) =>
    endpointKey({ address: hostAddress(network, name), port: supernodePort }),
  );
  return [
    ["connection.bind", supernodePort],
    ...(communities === undefined ? [] : ([["supernode.community_file", list]] as const)),
    ...(members ?? []).map((member) => ["supernode.peer", member] as const),
    ...privileges,
  ];
}

/** Every option that differs from n3n's default. */
export function edgeOptions({ address, helper, port, peerToPeer, n2n = {} }: NodeSetup): Options {
  if (helper === undefined) throw new ConfigError("an n3n edge needs a supernode: call startHelper() first");
  if (n2n.authenticated === "require") throw new Unsupported("n3n has no authenticated frames");
  if (n2n.portForwarding)
    throw new Unsupported("n3n cannot be asked to forward a port: that is an option of its build");
  const given: readonly (readonly [string, string | number | undefined])[] = [
    ["tuntap.name", device],
    ["tuntap.address_mode", address === undefined ? "auto" : "static"],
    ["tuntap.address", address],
    ["community.name", n2n.community ?? usual.community],
    ["community.supernode", endpointKey({ address: helper.address, port: helper.port ?? supernodePort })],
    ["community.cipher", ciphers[n2n.transform ?? usual.transform]],
    ["community.compression", n2n.compression],
    ["community.header_encryption", n2n.headerEncryption ? "true" : undefined],
    ["connection.bind", port],
    ["connection.pmtu_discovery", n2n.pathMtuDiscovery ? "true" : undefined],
    ["connection.register_pkt_ttl", n2n.portGuess],
    ["connection.allow_p2p", peerToPeer && !n2n.tcp ? undefined : "false"],
    ["connection.connect_tcp", n2n.tcp ? "true" : undefined],
    ["connection.description", n2n.user?.name],
    ...privileges,
  ];
  return given.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
}

const ciphers = { null: "null", twofish: "Twofish", aes: "AES", chacha20: "ChaCha20", speck: "Speck" } as const;

/** Without these it drops privileges once it has made the TAP; in a laboratory root owns everything. */
const privileges: Options = [
  ["daemon.userid", 0],
  ["daemon.groupid", 0],
];

/** n2n's variables under n3n's names. */
const environment = (setup: NodeSetup): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(edgeSecrets(setup)).map(([name, value]) => [name.replace("N2N", "N3N"), value]));
