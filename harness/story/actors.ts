import { basename } from "node:path";
import { milliseconds } from "../../src/base/instant.ts";
import { ConfigError } from "../../src/base/config-error.ts";
import type { Step } from "../evidence/evidence.ts";
import { duration } from "../topology/duration.ts";
import { describeEvent, type NetworkEvent } from "../topology/event.ts";
import { parseLink } from "../topology/link-spec.ts";
import { natWritten } from "../topology/nat/written.ts";
import type { Topology } from "../topology/topology.ts";
import { walk } from "../topology/walk.ts";
import type { Actor, Actors, RouterActor } from "./scenario.ts";
import { checkHelperOptions, checkNodeOptions } from "./words/options.ts";
import type { Stage } from "./world.ts";

/** The step of a node that starts. */
export const nodeStart = (host: string): string => `${host}: start node`;

/** How long a reboot takes unless the scenario says so. */
const usualReboot = milliseconds(1000);

/**
 * The hosts and routers of a topology, acting in a world. Every act is a step in the evidence. `relayOnly`: hosts whose
 * nodes start without hole punching, whatever the scenario says. `before` precedes each act.
 */
export function actorsOf<Hosts extends string, Routers extends string>(
  topology: Topology<Hosts, Routers>,
  world: Stage,
  record: (step: Step) => void,
  relayOnly: readonly string[] = [],
  before: () => Promise<void> = async () => undefined,
): Actors<Hosts, Routers> {
  const act = async (what: string, deed: () => Promise<void>, event?: NetworkEvent): Promise<void> => {
    await before();
    const at = world.now();
    await deed();
    record({ at, ended: world.now(), what, ...(event && { event }) });
  };
  const happen = (event: NetworkEvent): Promise<void> => act(describeEvent(event), () => world.happen(event), event);
  const running = new Set<string>();
  // Otherwise the earlier one would keep running unnoticed.
  const start = (name: string, what: string, deed: () => Promise<void>): Promise<void> => {
    if (running.has(name)) throw new ConfigError(`${name} already runs a program: call stop() first`);
    running.add(name);
    return act(what, deed);
  };
  const host = (name: string): Actor => ({
    ...plugged(name, happen),
    startHelper: (options = {}) => {
      checkHelperOptions(options);
      return start(name, `${name}: start helper`, () => world.startHelper(name, options));
    },
    restartHelper: (options = {}) => {
      checkHelperOptions(options);
      running.add(name);
      return act(`${name}: restart helper`, async () => {
        await world.stop(name);
        await world.startHelper(name, options);
      });
    },
    startNode: (options = {}) => {
      checkNodeOptions(options);
      return start(name, nodeStart(name), () =>
        world.startNode(name, relayOnly.includes(name) ? { ...options, peerToPeer: false } : options),
      );
    },
    start: (command, options = {}) => {
      const argv = typeof command === "string" ? ["sh", "-c", command] : command;
      const what = options.name ?? basename((typeof command === "string" ? command.split(/\s/) : command)[0] ?? "");
      if (argv.length === 0 || what === "") throw new ConfigError(`${name}.start: give a command`);
      return act(`${name}: start ${what}`, () => world.start(name, argv, { ...options, name: what }));
    },
    stop: () => {
      running.delete(name);
      return act(`${name}: stop`, () => world.stop(name));
    },
    cutOff: () => act(`${name}: cut off`, () => world.cutOff(name)),
    roam: (to) => happen({ kind: "roam", host: name, to: to.name }),
    readdress: () => happen({ kind: "readdress", host: name }),
    switchTo: (to) => happen({ kind: "switch", host: name, to: to.name }),
    partition: (other) => happen({ kind: "partition", a: name, b: other.name }),
    heal: (other) => happen({ kind: "heal", a: name, b: other.name }),
  });
  const router = (name: string): RouterActor => ({
    ...plugged(name, happen),
    flush: () => happen({ kind: "flush", router: name }),
    reboot: ({ dark } = {}) =>
      happen({ kind: "reboot", router: name, dark: dark === undefined ? usualReboot : duration(dark, "dark") }),
    renumber: () => happen({ kind: "renumber", router: name }),
    become: async (nat) => happen({ kind: "change-nat", router: name, nat: natWritten(nat, `${name}.become`) }),
  });
  const actors = [...walk(topology)].map(({ name, node }) => [name, node.kind === "host" ? host(name) : router(name)]);
  return Object.fromEntries(actors) as Actors<Hosts, Routers>;
}

const plugged = (name: string, happen: (event: NetworkEvent) => Promise<void>) => ({
  name,
  linkDown: () => happen({ kind: "link-down", node: name }),
  linkUp: () => happen({ kind: "link-up", node: name }),
  setLink: (link: Parameters<Actor["setLink"]>[0]) =>
    happen({ kind: "set-link", node: name, link: parseLink(link, `${name}.link`) }),
});
