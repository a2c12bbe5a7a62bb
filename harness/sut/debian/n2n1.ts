import { ConfigError } from "../../../src/base/config-error.ts";
import { endpointKey } from "../../../src/base/address/endpoint.ts";
import type { NodeSetup, SystemUnderTest } from "../contract.ts";
import { findDebian } from "./program.ts";
import { usual } from "../n2n/options.ts";

const port = 7654;
const device = "n2n0";
/** A full frame of the default, 1400, takes two IP packets, of which the second cannot be followed. */
const mtu = 1300;

/** n2n 1, which Debian still has. Its command line and its protocol differ from those of later releases. */
export const n2n1: SystemUnderTest = {
  name: "n2n1",

  install: { debian: ["n2n"] },

  capabilities: {
    protocol: "n2n 1",
    layer: 2,
    helper: "needed",
    relays: true,
    ipv6: false,
    authenticated: false,
    keys: "one shared key",
    ciphers: ["twofish"],
    options: ["port"],
  },

  find: () =>
    findDebian({
      package: "n2n",
      commands: ["edge", "supernode"],
      version: { argv: ["edge", "-h"], pattern: /n2n v\.?(1\.\S+)/ },
    }),

  // Without -f it stays in the foreground.
  helper: () => ({
    program: "supernode",
    argv: ["supernode", "-l", String(port), "-v"],
    ready: { udp: port },
    port,
    relaysFrom: "its port",
  }),

  node: (setup) => ({
    program: "edge",
    argv: ["edge", ...edgeArguments(setup)],
    env: { N2N_KEY: usual.key },
    ready: { device },
    device,
  }),
};

/** The command line of n2n 1, without the key. */
export function edgeArguments({ host, address = host.overlay, helper, port: own }: NodeSetup): readonly string[] {
  if (helper === undefined) throw new ConfigError("an n2n edge needs a supernode: call startHelper() first");
  const [ip = "", length = "24"] = address.split("/");
  const supernode = endpointKey({ address: helper.address, port: helper.port ?? port });
  return [
    ...[
      "-d",
      device,
      "-a",
      ip,
      "-s",
      netmask(Number(length)),
      "-c",
      usual.community,
      "-l",
      supernode,
      "-M",
      String(mtu),
      "-v",
    ],
    ...(own === undefined ? [] : ["-p", String(own)]),
  ];
}

const netmask = (length: number): string =>
  [24, 16, 8, 0].map((shift) => Number(((0xffffffff_00000000n >> BigInt(length)) >> BigInt(shift)) & 0xffn)).join(".");
