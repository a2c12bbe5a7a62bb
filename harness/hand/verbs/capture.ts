import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { resolve } from "node:path";
import { EnvironmentError, environmentError } from "../../../src/base/environment-error.ts";
import { chosenLab } from "../keeper/lab-record.ts";
import { commandInside, runForwarding } from "./enter.ts";
import { readCommand, VerbUsage, type LabVerb } from "./verb.ts";

/** Shows or stores the packets of a node as they come. */
export const capture: LabVerb = {
  usage: "capture NODE [-- FILTER]",
  does: "capture the packets of a node until Ctrl-C",
  options: [
    ["--to wireshark", "show them in Wireshark as they come"],
    ["--to FILE", "store them as pcap; - is the standard output"],
    ["--interface NAME", "only of this interface: wan or lan of a router, eth0 of a host, an overlay device"],
  ],
  examples: [
    ["homeA", "a line each, of both its sides"],
    ["--interface wan --to wireshark homeA", "live, as they are on the internet"],
    ["--to alice.pcap alice -- udp port 7654", "with a filter of tcpdump"],
    ["--to - bob | npm run -s decode -- -", "into another program"],
  ],
  async run(args, setting) {
    const { values, node, command: filter } = readCapture(args);
    if (node === undefined) throw new VerbUsage("which node?");
    const lab = chosenLab(values.name ?? setting.lab);
    const { to } = values;
    const form = to === undefined ? ["-n", "-l"] : ["-U", "--immediate-mode", "-w", "-"];
    const tcpdump = ["tcpdump", "-i", values.interface ?? "any", ...form, "-Z", "root", ...filter];
    const command = await commandInside(lab, node, tcpdump, setting);
    if (to === undefined || to === "-") return runForwarding(command);
    return to === "wireshark" ? throughWireshark(command) : intoFile(command, resolve(setting.folder, to));
  },
};

/** Its options may follow the node as well, up to the `--` before a filter. */
function readCapture(args: readonly string[]) {
  const options = { to: { type: "string" }, interface: { type: "string", short: "i" } } as const;
  const dashes = args.indexOf("--");
  const [own, filter] = dashes < 0 ? [args, []] : [args.slice(0, dashes), args.slice(dashes + 1)];
  const nodes: string[] = [];
  const rest: string[] = [];
  for (let i = 0; i < own.length; i++) {
    const word = own[i]!;
    if (!word.startsWith("-")) nodes.push(word);
    else rest.push(word, ...(/^(--to|--interface|-i|--name|-n)$/.test(word) ? [own[++i] ?? ""] : []));
  }
  if (nodes.length > 1) throw new VerbUsage(`a word too many: ${nodes[1]}; a filter comes after --`);
  const { values } = readCommand(rest, options);
  return { values, node: nodes[0], command: filter };
}

async function intoFile(command: readonly string[], file: string): Promise<number> {
  let descriptor;
  try {
    descriptor = openSync(file, "w");
  } catch (error) {
    throw environmentError(error, `write ${file}`) ?? error;
  }
  try {
    return await runForwarding(command, ["ignore", descriptor, "inherit"]);
  } finally {
    closeSync(descriptor);
  }
}

/** Ends when its window is closed: tcpdump then has nowhere to write to. */
async function throughWireshark(command: readonly string[]): Promise<number> {
  const viewer = spawn("wireshark", ["-k", "-i", "-"], { stdio: ["pipe", "ignore", "inherit"] });
  try {
    await once(viewer, "spawn");
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw isMissing ? new EnvironmentError("wireshark is not installed; store them instead: --to FILE") : error;
  }
  const ended = once(viewer, "exit");
  await runForwarding(command, ["ignore", viewer.stdin, "inherit"]);
  viewer.stdin.destroy();
  await ended;
  return 0;
}
