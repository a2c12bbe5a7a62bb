import { ConfigError } from "../../src/base/config-error.ts";
import type { Capabilities, CaseHost, NodeSetup, RunningHelper, SystemUnderTest } from "./contract.ts";

/** Of any command line. */
const unknown: Capabilities = {
  layer: 3,
  helper: "useful",
  relays: true,
  ipv6: false,
  authenticated: false,
  keys: "none",
  ciphers: [],
  options: [],
};

const known = new Map<string, SystemUnderTest>();

/**
 * Any command line as a node or helper, for `sh -c`. What it needs to know is in its environment: see docs/your-program.md.
 * `pipe: COMMAND` reads and writes packets instead of making an interface. The same text is the same system.
 */
export function commandSystem(text: string): SystemUnderTest {
  const before = known.get(text);
  if (before !== undefined) return before;
  const made = make(text);
  known.set(text, made);
  return made;
}

/** For hosts without a command: they start no helper, and to start a node there is an error. */
export const noProgram: SystemUnderTest = {
  name: "none",
  capabilities: unknown,
  find: async () => ({ version: "", source: "nothing was given", files: [] }),
  node: ({ host }) => {
    throw new ConfigError(`no program is given for ${host.name}: add --node ${host.name}=COMMAND`);
  },
};

const make = (text: string): SystemUnderTest => ({
  name: text,

  capabilities: unknown,

  find: async () => ({ version: "as given", source: "a command line", files: [] }),

  helper({ host }) {
    if (text.startsWith("pipe:"))
      throw new ConfigError(`--node ${host.name}=${text}: a helper is given no packets; leave "pipe:" out`);
    return {
      program: "helper",
      argv: ["sh", "-c", text],
      env: environment(host),
      ready: "any port",
      relaysFrom: "any port",
    };
  },

  node(setup) {
    const [, piped] = /^pipe:\s*(.*)$/s.exec(text) ?? [];
    const env = nodeEnvironment(setup);
    if (piped === undefined) return { program: "node", argv: ["sh", "-c", text], env };
    return { program: "node", argv: ["sh", "-c", piped], env, channel: "pipe", device: env["NATLAB_DEVICE"]! };
  },
});

const environment = ({ name, folder }: CaseHost): Readonly<Record<string, string>> => ({
  NATLAB_NODE: name,
  NATLAB_FOLDER: folder,
});

/** `NATLAB_ADDRESS_BOB` and the like: where the others will be. */
function nodeEnvironment({
  host,
  address = host.overlay,
  helper,
  network,
}: NodeSetup): Readonly<Record<string, string>> {
  const others = network.hosts.filter(({ name }) => name !== host.name && name !== helper?.host.name);
  return {
    ...environment(host),
    ...helperEnvironment(helper),
    NATLAB_DEVICE: "overlay0",
    NATLAB_ADDRESS: address,
    ...Object.fromEntries(
      others.map(({ name, overlay }) => [`NATLAB_ADDRESS_${name.toUpperCase()}`, overlay.split("/")[0]!]),
    ),
  };
}

const helperEnvironment = (helper: RunningHelper | undefined): Readonly<Record<string, string>> =>
  helper === undefined ? {} : { NATLAB_HELPER: helper.address };
