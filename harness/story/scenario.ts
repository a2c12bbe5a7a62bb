import type { LinkSpec } from "../topology/link-spec.ts";
import type { Nat } from "../topology/nat/nat.ts";
import type { Topology } from "../topology/topology.ts";
import type { Path } from "../expect/claim.ts";
import type { HelperOptions, NodeOptions, ProgramOptions } from "./world.ts";

/** What hosts and routers have in common: a cable towards the internet. */
interface Plugged {
  /** As in the topology. */
  readonly name: string;
  /** Unplugs the cable; of several uplinks, the one with the default route, which moves to the next. */
  linkDown(): Promise<void>;
  /** Plugs in again what was unplugged. */
  linkUp(): Promise<void>;
  /** Changes what a cable does that was declared with some impairment; what is not named is gone. */
  setLink(link: LinkSpec): Promise<void>;
}

/** A host of the topology: the verbs that a story can use on it. A host runs one helper or node at a time. */
export interface Actor extends Plugged {
  /** Starts what the tested program needs at a public address: with n2n, a supernode. */
  startHelper(options?: HelperOptions): Promise<void>;
  /** Stops the helper and starts a new one, which remembers no node. */
  restartHelper(options?: HelperOptions): Promise<void>;
  /** Starts a node of the tested program here: with n2n, an edge. */
  startNode(options?: NodeOptions): Promise<void>;
  /**
   * Starts any program here, beside the tested one: a web server, a STUN server, a disturbance. A string is for `sh -c`. It
   * must run until it is stopped. The simulation has no such programs.
   */
  start(command: string | readonly string[], options?: ProgramOptions): Promise<void>;
  /** Stops everything on this host. */
  stop(): Promise<void>;
  /** From now on drops everything that the host sends or receives. */
  cutOff(): Promise<void>;
  /** Moves the cable to the LAN of a router in `roams`, or back home: new address, new gateway. */
  roam(to: RouterActor): Promise<void>;
  /**
   * A public host gets another address, and with `dns` its name leads there; so does a host with DHCP, when it renews its
   * lease. Resolves when it has it.
   */
  readdress(): Promise<void>;
  /** Moves the default route of a host with `uplinks` to the one at this router. Cables and addresses stay. */
  switchTo(to: RouterActor): Promise<void>;
  /** Drops, on the internet, what the two hosts send each other directly, until `heal`. */
  partition(other: Actor): Promise<void>;
  /** Ends a partition. */
  heal(other: Actor): Promise<void>;
}

/** A router of the topology. Its own verbs lose every mapping; those of its cable do not. */
export interface RouterActor extends Plugged {
  /** Forgets every mapping; addresses and cables stay. */
  flush(): Promise<void>;
  /** Goes dark for `dark` (default: one second) and comes back; resolves when it is back. */
  reboot(options?: { readonly dark?: string }): Promise<void>;
  /** Gets another public address. */
  renumber(): Promise<void>;
  /** Turns into another NAT. */
  become(nat: Nat): Promise<void>;
}

/** The actors by name. Where a topology's names are not known as types, each may be a host or a router. */
export type Actors<Hosts extends string, Routers extends string> = string extends Hosts
  ? Readonly<Record<string, Actor | RouterActor>>
  : Readonly<Record<Hosts, Actor> & Record<Routers, RouterActor>>;

/**
 * What a story can claim. Each check records its claim and waits until the claim is met, violated or out of time. A claim
 * that is not met ends the story. Times are strings: `"250ms"`, `"10s"`, `"2min"`.
 */
export interface Check {
  /** An answer to a ping comes back through the overlay. */
  ping(a: Actor, b: Actor, options: { readonly within: string }): Promise<void>;
  /** Both directions take `path` for `steady` (default: 5) pings in a row, keep it, and depend on it. */
  path(a: Actor, b: Actor, path: Path, options: { readonly within: string; readonly steady?: number }): Promise<void>;
  /** Where the path cannot be predicted: waits for the one that both directions settle on, and claims that. */
  found(a: Actor, b: Actor, options: { readonly within: string }): Promise<"direct" | "relayed">;
  /** Round trips take as long as the links on `path` are configured to, over `samples` (default: 20) pings. */
  latency(a: Actor, b: Actor, path: "direct" | "relayed", options?: { readonly samples?: number }): Promise<void>;
  /**
   * Every cable between the two does to packets what it was asked to, each direction measured by echoes of the laboratory's own:
   * loss, bursts, reordering, duplicates, corruption, and the queue of a line of up to 2 Mbit/s while it is full.
   */
  links(a: Actor, b: Actor): Promise<void>;
  /** Programs lose no pings beyond those that the cables lose. Takes enough samples to reveal one loss in ten. */
  loss(a: Actor, b: Actor, path: "direct" | "relayed", options?: { readonly samples?: number }): Promise<void>;
  /**
   * `bytes` (default: a mebibyte) arrive over TCP at `floor` Mbit/s (default: 2) or faster. Claims nothing in the
   * simulation, whose hosts have no TCP.
   */
  throughput(
    a: Actor,
    b: Actor,
    options: { readonly within: string; readonly bytes?: number; readonly floor?: number },
  ): Promise<void>;
  /** After the latest act of an actor, pings flow again, by `path` if given. They must have flowed before. */
  recovery(
    a: Actor,
    b: Actor,
    options: { readonly within: string; readonly path?: "direct" | "relayed"; readonly steady?: number },
  ): Promise<void>;
  /** Sends no pings for this long. Claims nothing. */
  quiet(time: string): Promise<void>;
}

/** One claim about the world: a story written once, run for each case, in the laboratory and in the simulation. */
export interface Scenario<Case = unknown, Hosts extends string = string, Routers extends string = string> {
  /** The name of its file. */
  readonly name: string;
  /** One sentence that all cases together show. */
  readonly claim: string;
  /** Parameters by the name of the case. */
  readonly cases: Readonly<Record<string, Case>>;
  /** The network of a case. */
  net(parameters: Case): Topology<Hosts, Routers>;
  /** The story: what happens, and what is claimed. Await every verb and every check. */
  run(actors: Actors<Hosts, Routers>, parameters: Case, check: Check): Promise<void>;
  /** The program of each host (`harness/sut`); default: ours. */
  programs?(parameters: Case): Readonly<Partial<Record<Hosts, string>>>;
  /** For the verdict table: the two edges, and the path expected between them. */
  between(parameters: Case): { readonly a: Hosts; readonly b: Hosts; readonly path: Path | "either" };
}

/** Declares a scenario. Write `net` first: it gives the names of hosts and routers their types in `run` and `between`. */
export function scenario<const Case, Hosts extends string, Routers extends string>(
  name: string,
  story: Omit<Scenario<Case, Hosts, Routers>, "name">,
): Scenario<Case, Hosts, Routers> {
  return { name, ...story };
}
