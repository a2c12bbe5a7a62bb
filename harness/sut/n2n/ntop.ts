import { execFile } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import type { SystemUnderTest } from "../contract.ts";
import { n2nCapabilities } from "./capabilities.ts";
import { edgeLaunch, supernodeLaunch } from "./launch.ts";

/**
 * The n2n of ntop.org, release 3: `edge` and `supernode` from the folder N2N_DIR, else from PATH. Debian's package is
 * 1.3.1, which speaks another protocol, so the version is read from what the program says of itself.
 */
export const ntop: SystemUnderTest = {
  name: "ntop",

  capabilities: n2nCapabilities,

  async find() {
    const [edge, supernode] = [program("edge"), program("supernode")];
    if (edge === undefined || supernode === undefined) return { missing };
    const version = await versionOf(edge);
    if (version === undefined) return { missing: `${edge} does not say that it is n2n; ${missing}` };
    if (!version.startsWith("3.")) return { missing: `${edge} is n2n ${version}; ${missing}` };
    return { version, source: dirname(edge), files: [edge, supernode] };
  },

  helper: (setup) => supernodeLaunch([named("supernode")], setup),

  // It drops its privileges after it has made the TAP; in a laboratory root owns everything there is.
  node: (setup) => edgeLaunch([named("edge"), "-u", "0", "-g", "0"], setup),

  lacking: (lastWords) => /\] (the \w+ compression .* is not supported in this version)/.exec(lastWords)?.[1],
};

const missing = "n2n 3.x was not found: put its edge and supernode on PATH, or set N2N_DIR to their folder";

/** Where the program is; undefined = nowhere. */
function program(name: string): string | undefined {
  const folders = [process.env["N2N_DIR"], ...(process.env["PATH"] ?? "").split(delimiter)];
  return folders.flatMap((folder) => (folder ? [join(folder, name)] : [])).find(isExecutable);
}

/** `find` has reported what is missing before anything is started. */
const named = (name: string): string => program(name) ?? name;

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** From the help text, whose exit code differs between builds. */
async function versionOf(file: string): Promise<string | undefined> {
  const answer = await promisify(execFile)(file, ["-h"], { timeout: 5_000 }).catch((error: unknown) => error);
  const { stdout = "", stderr = "" } = answer as { stdout?: string; stderr?: string };
  return /n2n v\.?([0-9][^ ]*)/.exec(`${stdout}${stderr}`)?.[1];
}
