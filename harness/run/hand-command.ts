import { ConfigError } from "../../src/base/config-error.ts";
import type { ProofDepth } from "../lab/probe-place.ts";
import { duration } from "../topology/duration.ts";
import type { NetworkEvent } from "../topology/event.ts";
import { parseLink } from "../topology/link-spec.ts";
import { namedNat, natNames } from "../topology/nat-presets.ts";
import { nearNames } from "./near.ts";

/** What a person at a laboratory's prompt can ask for. */
export type HandCommand =
  | { readonly is: "event"; readonly event: NetworkEvent }
  | { readonly is: "shell"; readonly node: string }
  | { readonly is: "run"; readonly node: string; readonly argv: readonly string[] }
  | { readonly is: "measure"; readonly depth: ProofDepth }
  | { readonly is: "nodes" | "help" | "quit" };

interface Verb {
  readonly usage: string;
  readonly does: string;
  /** Undefined = not enough words. */
  readonly read: (...words: readonly string[]) => HandCommand | undefined;
}

const event = (it: NetworkEvent): HandCommand => ({ is: "event", event: it });

const verbs: Readonly<Record<string, Verb>> = {
  nodes: { usage: "nodes", does: "who is there, with addresses", read: () => ({ is: "nodes" }) },
  measure: {
    usage: "measure [full]",
    does: "measure every NAT; full: in depth, for minutes, and every mapping is forgotten",
    read: (depth) => ({ is: "measure", depth: depth === "full" ? "full" : "quick" }),
  },
  shell: {
    usage: "shell NODE",
    does: "a shell inside",
    read: (node) => (node === undefined ? undefined : { is: "shell", node }),
  },
  run: {
    usage: "run NODE COMMAND …",
    does: "run a command inside, e.g. run alice ping -c 3 198.18.1.1",
    read: (node, ...argv) => (node === undefined || argv.length === 0 ? undefined : { is: "run", node, argv }),
  },
  flush: {
    usage: "flush ROUTER",
    does: "forget every mapping",
    read: (router) => (router === undefined ? undefined : event({ kind: "flush", router })),
  },
  reboot: {
    usage: "reboot ROUTER [1s]",
    does: "dark for so long, every mapping gone",
    read: (router, dark = "1s") =>
      router === undefined ? undefined : event({ kind: "reboot", router, dark: duration(dark, "reboot") }),
  },
  renumber: {
    usage: "renumber ROUTER",
    does: "another public address",
    read: (router) => (router === undefined ? undefined : event({ kind: "renumber", router })),
  },
  become: {
    usage: "become ROUTER NAT",
    does: "another NAT, of those below",
    read: (router, kind) => {
      if (router === undefined || kind === undefined) return undefined;
      const nat = namedNat(kind);
      if (nat === undefined) throw new ConfigError(`become: no NAT ${kind}${didYouMean(kind, natNames)}`);
      return event({ kind: "change-nat", router, nat });
    },
  },
  down: {
    usage: "down NODE",
    does: "unplug its cable",
    read: (node) => (node === undefined ? undefined : event({ kind: "link-down", node })),
  },
  up: {
    usage: "up NODE",
    does: "plug it in again",
    read: (node) => (node === undefined ? undefined : event({ kind: "link-up", node })),
  },
  link: {
    usage: "link NODE delay=20ms loss=1% …",
    does: "change a cable that was built with some delay, loss or rate",
    read: (node, ...parts) => {
      if (node === undefined || parts.length === 0) return undefined;
      const spec = Object.fromEntries(parts.map((it) => it.split("=", 2) as [string, string]));
      return event({ kind: "set-link", node, link: parseLink(spec, "link") });
    },
  },
  roam: {
    usage: "roam HOST ROUTER",
    does: "move to the LAN of a router that it has a cable to",
    read: (host, to) => (host === undefined || to === undefined ? undefined : event({ kind: "roam", host, to })),
  },
  part: {
    usage: "part NODE NODE",
    does: "drop what the two send each other across the internet",
    read: (a, b) => (a === undefined || b === undefined ? undefined : event({ kind: "partition", a, b })),
  },
  heal: {
    usage: "heal NODE NODE",
    does: "no longer",
    read: (a, b) => (a === undefined || b === undefined ? undefined : event({ kind: "heal", a, b })),
  },
  help: { usage: "help", does: "this text", read: () => ({ is: "help" }) },
  quit: { usage: "quit", does: "take everything down (also Ctrl-D)", read: () => ({ is: "quit" }) },
};

/** One line as typed; undefined = an empty one. Throws ConfigError that says what would be right. */
export function parseHandCommand(line: string): HandCommand | undefined {
  const [name, ...words] = line.trim().split(/\s+/);
  if (name === undefined || name === "") return undefined;
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (verb === undefined) throw new ConfigError(`no verb ${name}${didYouMean(name, Object.keys(verbs))}`);
  const command = verb.read(...words);
  if (command === undefined) throw new ConfigError(`write: ${verb.usage}`);
  return command;
}

/** The verbs, then the NATs by name, in lines of a terminal's width. */
export function handHelp(): string {
  const width = Math.max(...Object.values(verbs).map(({ usage }) => usage.length));
  const rows = Object.values(verbs).map(({ usage, does }) => `  ${usage.padEnd(width)}  ${does}`);
  const names = natNames.filter((it) => !/[A-Z]/.test(it));
  const lines = names.reduce<string[]>((lines, name) => {
    const longer = `${lines.at(-1) ?? " "} ${name}`;
    return longer.length <= 96 ? [...lines.slice(0, -1), longer] : [...lines, `  ${name}`];
  }, []);
  return [...rows, "", "NATs", ...lines].join("\n");
}

function didYouMean(wanted: string, names: readonly string[]): string {
  const near = nearNames(wanted, names);
  return near.length > 0 ? `; did you mean ${near.join(" or ")}?` : `; there is ${names.join(", ")}`;
}
