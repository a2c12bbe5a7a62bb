import type { SystemUnderTest } from "../contract.ts";
import { builtProgram, helpTextOf, sourceOf } from "./built-program.ts";
import { n2nCapabilities } from "./capabilities.ts";
import { edgeLaunch, supernodeLaunch } from "./launch.ts";

/**
 * The n2n of ntop.org, release 3: `edge` and `supernode` from the folder N2N_DIR, else from PATH. Debian's package is
 * 1.3.1, which speaks another protocol, so the program is asked for its version.
 */
export const ntop: SystemUnderTest = {
  name: "ntop",

  capabilities: n2nCapabilities,

  async find() {
    const [edge, supernode] = [program("edge"), program("supernode")];
    if (edge === undefined || supernode === undefined) return { missing };
    const version = /n2n v\.?([0-9][^ ]*)/.exec(await helpTextOf(edge, "-h"))?.[1];
    if (version === undefined) return { missing: `${edge} does not say that it is n2n; ${missing}` };
    if (!version.startsWith("3.")) return { missing: `${edge} is n2n ${version}; ${missing}` };
    return { version, source: sourceOf(edge, "N2N_DIR"), files: [edge, supernode] };
  },

  helper: (setup) => supernodeLaunch([named("supernode")], setup),

  // Without -u and -g it drops privileges once it has made the TAP; in a laboratory root owns everything.
  node: (setup) => edgeLaunch([named("edge"), "-u", "0", "-g", "0"], setup),

  lacking: (lastWords) => /\] (the \w+ compression .* is not supported in this version)/.exec(lastWords)?.[1],
};

const missing = "n2n 3.x was not found: put its edge and supernode on PATH, or set N2N_DIR to their folder";

const program = (name: string): string | undefined => builtProgram(name, "N2N_DIR");

/** `find` has reported what is missing before anything is started. */
const named = (name: string): string => program(name) ?? name;
