import { ConfigError } from "../../src/base/config-error.ts";
import type { ProofDepth } from "../lab/probe-place.ts";
import { duration } from "../topology/duration.ts";
import type { NetworkEvent } from "../topology/event.ts";
import type { LinkSpec } from "../topology/link-spec.ts";
import { namedNat, natNames } from "../topology/nat/presets.ts";
import { alignColumns } from "../report/text/columns.ts";
import { wrapped } from "../report/text/wrap.ts";
import { linkChanges } from "../topology/impairment/link-words.ts";
import { startWhat, type StartWhat } from "./programs/words.ts";
import { shellWords } from "./words.ts";
import { nearNames } from "../command-line/near.ts";

/** What a standing laboratory can be asked to do. */
export type LabCommand =
  | { readonly is: "event"; readonly event: NetworkEvent }
  /** What is not named stays as it is. */
  | { readonly is: "link"; readonly node: string; readonly changes: LinkSpec }
  | { readonly is: "start"; readonly node: string; readonly what: StartWhat }
  | { readonly is: "stop"; readonly node: string }
  | { readonly is: "measure"; readonly depth: ProofDepth }
  /** Shows its binding table. */
  | { readonly is: "nat"; readonly router: string }
  | { readonly is: "nodes" };

/** A command at the laboratory's prompt. */
export type HandCommand =
  | LabCommand
  | { readonly is: "shell"; readonly node: string }
  | { readonly is: "run"; readonly node: string; readonly argv: readonly string[] }
  | { readonly is: "help" }
  | { readonly is: "quit" };

interface Verb {
  readonly usage: string;
  readonly does: string;
  /** Undefined = too few words. */
  readonly read: (...words: readonly string[]) => HandCommand | undefined;
}

const event = (one: NetworkEvent): LabCommand => ({ is: "event", event: one });

const flush = (router: string | undefined): LabCommand | undefined =>
  router === undefined ? undefined : event({ kind: "flush", router });

const run = (node: string | undefined, argv: readonly string[]): HandCommand | undefined =>
  node === undefined || argv.length === 0 ? undefined : { is: "run", node, argv };

/** Throws ConfigError. */
export function becoming(router: string, kind: string): LabCommand {
  const nat = namedNat(kind);
  if (nat === undefined) throw new ConfigError(`no NAT ${kind}${didYouMean(kind, natNames)}`);
  return event({ kind: "change-nat", router, nat });
}

const verbs: Readonly<Record<string, Verb>> = {
  nodes: { usage: "nodes", does: "list the nodes and their addresses", read: () => ({ is: "nodes" }) },
  measure: {
    usage: "measure [full]",
    does: "measure every NAT; full: in depth, which takes minutes and clears every mapping",
    read: (depth = "quick") => (depth === "full" || depth === "quick" ? { is: "measure", depth } : undefined),
  },
  shell: {
    usage: "shell NODE",
    does: "open a shell in a node",
    read: (node) => (node === undefined ? undefined : { is: "shell", node }),
  },
  exec: {
    usage: "exec NODE COMMAND …",
    does: "run a command in a node, e.g. exec alice sh -c 'ping -c 3 198.18.1.1 | tail -2'",
    read: (node, ...argv) => run(node, argv[0] === "--" ? argv.slice(1) : argv),
  },
  run: { usage: "run NODE COMMAND …", does: "the same", read: (node, ...argv) => run(node, argv) },
  start: {
    usage: "start HOST PROGRAM …",
    does: "start a program and go on: edge, supernode or a system with what it needs; edge with arguments of its own; -- COMMAND …",
    read: (node, ...words) => (node === undefined || words.length === 0 ? undefined : { is: "start", node, what: startWhat(words, process.env["INIT_CWD"] ?? process.cwd()) }), // prettier-ignore
  },
  stop: {
    usage: "stop HOST",
    does: "end the programs that were started there",
    read: (node) => (node === undefined ? undefined : { is: "stop", node }),
  },
  nat: {
    usage: "nat ROUTER",
    does: "show its binding table",
    read: (router) => (router === undefined ? undefined : { is: "nat", router }),
  },
  flush: { usage: "flush ROUTER", does: "forget every mapping", read: flush },
  rebind: { usage: "rebind ROUTER", does: "the same", read: flush },
  reboot: {
    usage: "reboot ROUTER [1s]",
    does: "drop everything for this long and forget every mapping",
    read: (router, dark = "1s") =>
      router === undefined ? undefined : event({ kind: "reboot", router, dark: duration(dark, "reboot") }),
  },
  renumber: {
    usage: "renumber ROUTER",
    does: "get another public address",
    read: (router) => (router === undefined ? undefined : event({ kind: "renumber", router })),
  },
  become: {
    usage: "become ROUTER NAT",
    does: "turn into another NAT, one of those below",
    read: (router, kind) => (router === undefined || kind === undefined ? undefined : becoming(router, kind)),
  },
  unplug: {
    usage: "unplug NODE",
    does: "unplug the cable of a node",
    read: (node) => (node === undefined ? undefined : event({ kind: "link-down", node })),
  },
  plug: {
    usage: "plug NODE",
    does: "plug it in again",
    read: (node) => (node === undefined ? undefined : event({ kind: "link-up", node })),
  },
  link: {
    usage: "link NODE delay=20ms loss=1% …",
    does: "change what a cable does; what is not named stays; also up.loss=1%, rate=none, burst-loss=2%/5, reorder=, duplicate=, corrupt=, queue=, preset=",
    read: (node, ...parts) => {
      if (node === undefined || parts.length === 0) return undefined;
      return { is: "link", node, changes: linkChanges(parts) };
    },
  },
  readdress: {
    usage: "readdress HOST",
    does: "give another address to a public host, or to one with DHCP",
    read: (host) => (host === undefined ? undefined : event({ kind: "readdress", host })),
  },
  roam: {
    usage: "roam HOST ROUTER",
    does: "move a host to the LAN of a router in its roams list",
    read: (host, to) => (host === undefined || to === undefined ? undefined : event({ kind: "roam", host, to })),
  },
  switch: {
    usage: "switch HOST ROUTER",
    does: "move the default route of a host with several uplinks",
    read: (host, to) => (host === undefined || to === undefined ? undefined : event({ kind: "switch", host, to })),
  },
  part: {
    usage: "part NODE NODE",
    does: "drop the packets between the two on the internet",
    read: (a, b) => (a === undefined || b === undefined ? undefined : event({ kind: "partition", a, b })),
  },
  heal: {
    usage: "heal NODE NODE",
    does: "end a partition",
    read: (a, b) => (a === undefined || b === undefined ? undefined : event({ kind: "heal", a, b })),
  },
  help: { usage: "help", does: "this text", read: () => ({ is: "help" }) },
  quit: { usage: "quit", does: "tear the laboratory down (also Ctrl-D)", read: () => ({ is: "quit" }) },
};

/** Parses one line as typed; undefined = it is empty. Throws ConfigError that says what would be right. */
export function parseHandCommand(line: string): HandCommand | undefined {
  const [name, ...words] = shellWords(line);
  return name === undefined ? undefined : readHandCommand(name, words);
}

/** The same for words. */
export function readHandCommand(name: string, words: readonly string[]): HandCommand {
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (verb === undefined) throw new ConfigError(`no verb ${name}${didYouMean(name, Object.keys(verbs))}`);
  const most = verb.usage.includes("…") ? Infinity : verb.usage.split(" ").length - 1;
  const command = words.length > most ? undefined : verb.read(...words);
  if (command === undefined) throw new ConfigError(`write: ${verb.usage}`);
  return command;
}

/** The verbs, then the names of NATs, wrapped to the width of a terminal. */
export function handHelp(width = 100): string {
  const rows = alignColumns(
    Object.values(verbs).map(({ usage, does }) => [{ text: usage }, { text: does }]),
    { width },
  );
  const names = natNames.filter((natName) => !/[A-Z]/.test(natName));
  return [...rows, "", "NATs", ...wrapped(`  ${names.join(" ")}`, width, 2)].join("\n");
}

function didYouMean(wanted: string, names: readonly string[]): string {
  const near = nearNames(wanted, names);
  return near.length > 0 ? `; did you mean ${near.join(" or ")}?` : `; choose from ${names.join(", ")}`;
}
