import { readHandCommand, type LabCommand } from "../command.ts";
import { askKeeper } from "../keeper/ask.ts";
import { chosenLab } from "../keeper/lab-record.ts";
import { startWhat } from "../programs/words.ts";
import { readCommand, readVerbOptions, VerbUsage, type LabVerb, type VerbSetting } from "./verb.ts";

/** Has the holder of a laboratory perform a command. Returns its exit code. */
export function performIn(
  name: string | undefined,
  command: LabCommand,
  { lab, say, width }: VerbSetting,
): Promise<number> {
  // prettier-ignore
  const params = { command, env: daemonVariables(), ...(width !== undefined && { width }) };
  return askKeeper(chosenLab(name ?? lab), "perform", params, say);
}

/** A key is not for a command line. */
const daemonVariables = (): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(process.env).flatMap(([key, value]) => (key.startsWith("N2N_") && value !== undefined ? [[key, value]] : []))); // prettier-ignore

/** A verb whose words are those of the prompt. */
const asked = (verb: string, rest: Pick<LabVerb, "usage" | "does" | "examples">): LabVerb => ({
  ...rest,
  run: async (args, setting) => {
    const { values, words } = readVerbOptions(args, {});
    return performIn(values.name, readHandCommand(verb, words) as LabCommand, setting);
  },
});

/** Performed by whoever holds the laboratory, and noted in its log. */
export const askedVerbs: Readonly<Record<string, LabVerb>> = {
  start: {
    usage: "start HOST PROGRAM …",
    does: "start a program in a host; it runs until it is stopped, or the laboratory is down",
    options: [
      ["--helper", "of a system: what it needs at a public address, e.g. a lighthouse"],
      ["--relay-only", "of a system: without a direct path"],
      ["--address A/LENGTH", "of a system: its overlay address, or auto"],
      ["--port N", "of a system: its local UDP port"],
    ],
    examples: [
      ["sn supernode", "our supernode, as scenarios start it"],
      ["alice edge", "our edge; it finds the supernode that was started"],
      [
        "alice edge -d n2n0 -c net -a 10.0.0.1 -l 198.18.1.1:7654",
        "our edge with arguments of your own; N2N_KEY is handed on",
      ],
      ["sn nebula --helper", "a system's helper; then: start alice nebula"],
      ["alice -- ./peer --listen 4000", "any program, from your folder if it is written with its path"],
    ],
    async run(args, setting) {
      const { values, node, command } = readStart(args);
      if (node === undefined || command.length === 0) throw new VerbUsage("a host and a program");
      return performIn(values.name, { is: "start", node, what: startWhat(command, setting.folder) }, setting);
    },
  },
  stop: asked("stop", {
    usage: "stop HOST",
    does: "end the programs that were started in a host",
    examples: [["alice", "all that start has started there"]],
  }),
  link: asked("link", {
    usage: "link NODE CHANGE …",
    does: "change what a node's cable towards the internet does; what is not named stays as it is",
    examples: [
      ["homeA loss=5%", "in both directions; its delay stays"],
      ["homeA delay=40ms jitter=5ms rate=2mbit", "several at once"],
      ["homeA up.loss=20% down.loss=0%", "for one direction: up is towards the internet"],
      ["homeA rate=2mbit queue=64kB", "what does not fit into the queue is lost; 250ms unless it is said"],
      [
        "homeA preset=lte down.loss=1%",
        "begins with a preset: wifi, lte, 3g, satellite, congested, transatlantic, plain",
      ],
      ["homeA rate=none queue=none", "no limit again"],
      ["homeA burst-loss=2%/5", "2 % of all packets, 5 in a row on average; or p:r:h:k of Gilbert and Elliott"],
      ["homeA reorder=1%/10ms duplicate=0.5% corrupt=0.1%", "held back for 10 ms, twice, with a wrong bit"],
    ],
  }),
  measure: asked("measure", {
    usage: "measure [full]",
    does: "measure every NAT, and compare it with what is declared; exit code 1 if one differs",
    examples: [
      ["", "in a second or two"],
      ["full", "in depth: takes minutes, and clears every mapping"],
    ],
  }),
  flush: asked("flush", {
    usage: "flush ROUTER",
    does: "forget every mapping; the next ones get other ports where ports are not preserved",
    examples: [["homeA", ""]],
  }),
  rebind: asked("rebind", { usage: "rebind ROUTER", does: "the same as flush", examples: [["homeA", ""]] }),
  reboot: asked("reboot", {
    usage: "reboot ROUTER [TIME]",
    does: "drop everything for this long (1s), and forget every mapping",
    examples: [["homeA 5s", ""]],
  }),
  renumber: asked("renumber", {
    usage: "renumber ROUTER",
    does: "get another public address, and forget every mapping",
    examples: [["homeA", ""]],
  }),
  become: asked("become", {
    usage: "become ROUTER NAT",
    does: "the same as nat ROUTER --set NAT",
    examples: [["homeA full-cone", ""]],
  }),
  unplug: asked("unplug", {
    usage: "unplug NODE",
    does: "unplug the cable of a node",
    examples: [["alice", ""]],
  }),
  plug: asked("plug", { usage: "plug NODE", does: "plug it in again", examples: [["alice", ""]] }),
  readdress: asked("readdress", {
    usage: "readdress HOST",
    does: "give another address to a public host, to which its name leads, or to a host with DHCP",
    examples: [["sn", ""]],
  }),
  roam: asked("roam", {
    usage: "roam HOST ROUTER",
    does: "move a host to the LAN of a router in its roams list, or back",
    examples: [["alice cafe", "in the network roaming"]],
  }),
  switch: asked("switch", {
    usage: "switch HOST ROUTER",
    does: "move the default route of a host with several uplinks to the one at this router",
    examples: [["alice lte", "in the network multi-homed"]],
  }),
  part: asked("part", {
    usage: "part NODE NODE",
    does: "drop what the two send each other on the internet",
    examples: [["alice bob", ""]],
  }),
  heal: asked("heal", {
    usage: "heal NODE NODE",
    does: "let them reach each other again",
    examples: [["alice bob", ""]],
  }),
};

/** The `--` before a command tells it from a system of that name. */
function readStart(args: readonly string[]) {
  const { values, node, command, isAfterDashes } = readCommand(args, {});
  return { values, node, command: isAfterDashes ? ["--", ...command] : command };
}
