import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ConfigError } from "../base/config-error.ts";
import { environmentError } from "../base/environment-error.ts";
import { version } from "../cli/version.ts";
import { dissector } from "./dissector/dissector.ts";
import { pluginFolder } from "./dissector/plugin-folder.ts";
import { runTool } from "./run-tool.ts";

const help = `npm run -s dissector -- [options]

Installs a plug-in with which Wireshark and tshark (3.4 and later) show n2n messages, for this user: UDP on any port, TCP, and
encrypted headers (-H) of communities whose names they know.

  --folder DIR   writes it there instead, as n2n.lua
  --print        prints it

Examples:
  npm run -s dissector
  wireshark -o n2n.communities:mynetwork edge.pcap
  tshark -r edge.pcap -Y 'n2n.type == 5' -T fields -e n2n.community -e n2n.edge

Wireshark runs no plug-ins for root. In it, names of communities are set under Edit, Preferences, Protocols, N2N. Keys of ciphers are not used: payloads are
shown where they are neither encrypted nor compressed; npm run -s decode opens the others.

Exit code: 0, 64 usage, 74 cannot be written.
`;

const options = { folder: { type: "string" }, print: { type: "boolean" } } as const;

await runTool("dissector", help, (args) => {
  const { folder, print } = parse(args);
  const text = dissector(version);
  if (print) {
    process.stdout.write(text);
    return 0;
  }
  process.stdout.write(`${written(folder, text)}\nStart Wireshark anew, or press Ctrl+Shift+L in it.\n`);
  return 0;
});

/** The name of the file. */
function written(folder: string, text: string): string {
  const file = join(folder, "n2n.lua");
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, text);
    return file;
  } catch (error) {
    if (environmentError(error) !== undefined) throw error;
    throw new ConfigError(`cannot write ${file}: ${(error as Error).message}`);
  }
}

function parse(args: readonly string[]): { readonly folder: string; readonly print: boolean } {
  const { folder, print = false } = words(args);
  if (folder === "") throw new ConfigError("--folder needs the name of a folder");
  if (folder !== undefined && print) throw new ConfigError("give --folder or --print, not both");
  const into = folder ?? pluginFolder(process.platform, process.env);
  if (into || print) return { folder: into ?? "", print };
  throw new ConfigError("HOME is not set, so Wireshark's folder is unknown: give --folder DIR");
}

function words(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new ConfigError((error as Error).message);
  }
}
