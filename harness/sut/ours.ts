import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { EdgeSetup, SupernodeSetup, SystemUnderTest } from "./contract.ts";
import { edgeArguments, edgeSecrets, supernodeArguments } from "./n2n-arguments.ts";

const top = join(import.meta.dirname, "../..");

/** Our own edge and supernode, started as built, like any other program. */
export const ours: SystemUnderTest = {
  name: "ours",

  async find() {
    const { version } = JSON.parse(readFileSync(join(top, "package.json"), "utf8")) as { version: string };
    return { version };
  },

  supernode: (setup) => ({
    argv: [process.execPath, join(top, "dist/supernode.mjs"), ...supernodeArguments(setup), ...recording(setup)],
    env: {},
  }),

  edge: (setup) => ({
    argv: [
      process.execPath,
      join(top, "dist/edge.mjs"),
      ...edgeArguments(setup),
      ...authentication(setup),
      ...forwarding(setup),
      ...recording(setup),
    ],
    env: { ...edgeSecrets(setup), ...ownFolder },
  }),
};

/** The laboratory's own, which goes with it: an edge may keep the name there that it draws for its machine. */
const ownFolder = { STATE_DIRECTORY: "/run/n2n" } as const;

const forwarding = ({ portForwarding }: EdgeSetup): readonly string[] => (portForwarding ? ["--port-forwarding"] : []);

/** For `npm run replay`. */
const recording = ({ recording: file }: EdgeSetup | SupernodeSetup): readonly string[] =>
  file === undefined ? [] : ["--record", file];

const authentication = ({ authenticated }: EdgeSetup): readonly string[] =>
  authenticated === undefined ? [] : [authenticationOptions[authenticated]];

const authenticationOptions = {
  require: "--require-authenticated",
  request: "--authenticated",
  never: "--no-authenticated",
} as const;
