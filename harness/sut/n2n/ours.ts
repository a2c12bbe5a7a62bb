import { readFileSync } from "node:fs";
import { isBuilt, ownFile } from "../../project/own-folder.ts";
import type { HelperSetup, NodeSetup, SystemUnderTest } from "../contract.ts";
import { n2nCapabilities } from "./capabilities.ts";
import { edgeLaunch, supernodeLaunch } from "./launch.ts";

const edge = ownFile("dist/edge.cjs");
const supernode = ownFile("dist/supernode.cjs");

/** Our own edge and supernode, started as built, like any other program. */
export const ours: SystemUnderTest = {
  name: "ours",

  capabilities: { ...n2nCapabilities, ipv6: true, authenticated: true },

  async find() {
    const { version } = JSON.parse(readFileSync(ownFile("package.json"), "utf8")) as { version: string };
    return { version, source: isBuilt ? "this package" : "this repository", files: [edge, supernode] };
  },

  helper: (setup) => supernodeLaunch([process.execPath, supernode], setup, recording(setup, "supernode")),

  node: (setup) =>
    edgeLaunch([process.execPath, edge], setup, {
      more: [...authentication(setup), ...forwarding(setup), ...recording(setup, "edge")],
      env: ownFolder,
    }),
};

/** A folder that vanishes with the laboratory: an edge may keep the name there that it draws for its machine. */
const ownFolder = { STATE_DIRECTORY: "/run/n2n" } as const;

const forwarding = ({ n2n }: NodeSetup): readonly string[] => (n2n?.portForwarding ? ["--port-forwarding"] : []);

/** For `npm run replay`. */
const recording = ({ recording: fileFor }: NodeSetup | HelperSetup, program: string): readonly string[] =>
  fileFor === undefined ? [] : ["--record", fileFor(program)];

const authentication = ({ n2n }: NodeSetup): readonly string[] =>
  n2n?.authenticated === undefined ? [] : [authenticationOptions[n2n.authenticated]];

const authenticationOptions = {
  require: "--require-authenticated",
  request: "--authenticated",
  never: "--no-authenticated",
} as const;
