import type { LinkSpec } from "../topology/link-spec.ts";
import type { Nat } from "../topology/nat/nat.ts";
import type { Topology } from "../topology/topology.ts";
import type { Path } from "../expect/claim.ts";
import type { EdgeOptions, SupernodeOptions } from "./world.ts";

/** What hosts and routers have in common: a cable towards the internet. */
interface Plugged {
  readonly name: string;
  linkDown(): Promise<void>;
  linkUp(): Promise<void>;
  /** Changes what the cable does, which must do something from the beginning. */
  setLink(link: LinkSpec): Promise<void>;
}

/** A host of the topology, as the story's verbs see it. */
export interface Actor extends Plugged {
  startSupernode(options?: SupernodeOptions): Promise<void>;
  /** It forgets everybody. */
  restartSupernode(options?: SupernodeOptions): Promise<void>;
  startEdge(options?: EdgeOptions): Promise<void>;
  stop(): Promise<void>;
  /** Nothing it sends arrives and nothing arrives at it, from now on. */
  cutOff(): Promise<void>;
  /** Moves its cable to the LAN of a router that it `roams` to, or back home: new address, new gateway. */
  roam(to: RouterActor): Promise<void>;
  /** What the two send each other straight is dropped on the internet, until `heal`. */
  partition(other: Actor): Promise<void>;
  heal(other: Actor): Promise<void>;
}

/** A router of the topology. Whatever it does here it forgets every mapping. */
export interface RouterActor extends Plugged {
  flush(): Promise<void>;
  /** Resolves when it is back; `dark`, a second when absent, is how long that takes. */
  reboot(options?: { readonly dark?: string }): Promise<void>;
  /** Gets another public address. */
  renumber(): Promise<void>;
  become(nat: Nat): Promise<void>;
}

/** Of a topology whose names are not known as types, either. */
export type Actors<Hosts extends string, Routers extends string> = string extends Hosts
  ? Readonly<Record<string, Actor | RouterActor>>
  : Readonly<Record<Hosts, Actor> & Record<Routers, RouterActor>>;

/** Each check waits until its claim is met, violated or out of time, and records it. A claim not met ends the story. */
export interface Check {
  ping(a: Actor, b: Actor, options: { readonly within: string }): Promise<void>;
  path(a: Actor, b: Actor, path: Path, options: { readonly within: string; readonly steady?: number }): Promise<void>;
  /** For paths that nobody can know before: the one that both directions settle on, recorded as a claim. */
  found(a: Actor, b: Actor, options: { readonly within: string }): Promise<"direct" | "relayed">;
  latency(a: Actor, b: Actor, path: "direct" | "relayed", options?: { readonly samples?: number }): Promise<void>;
  /** Of `samples` pings, and never of fewer than it takes to notice a program that loses one in ten. */
  loss(a: Actor, b: Actor, path: "direct" | "relayed", options?: { readonly samples?: number }): Promise<void>;
  /** Claims nothing in the simulation, whose hosts have no TCP. A mebibyte and 2 Mbit/s unless said otherwise. */
  throughput(
    a: Actor,
    b: Actor,
    options: { readonly within: string; readonly bytes?: number; readonly floor?: number },
  ): Promise<void>;
  /** Since the latest act of an actor: pings flow again, and by `path` where it is given. Pings must have flowed before. */
  recovery(
    a: Actor,
    b: Actor,
    options: { readonly within: string; readonly path?: "direct" | "relayed"; readonly steady?: number },
  ): Promise<void>;
  /** No pings for this long. Claims nothing. */
  quiet(time: string): Promise<void>;
}

/** One claim about the world, told once, run over each of its cases in the laboratory and in the simulation. */
export interface Scenario<Case = unknown, Hosts extends string = string, Routers extends string = string> {
  readonly name: string;
  readonly claim: string;
  readonly cases: Readonly<Record<string, Case>>;
  net(parameters: Case): Topology<Hosts, Routers>;
  run(actors: Actors<Hosts, Routers>, parameters: Case, check: Check): Promise<void>;
  /** By host, the program that plays there (harness/sut); hosts left out play ours. */
  programs?(parameters: Case): Readonly<Partial<Record<Hosts, string>>>;
  /** For the verdict table: which two edges, and the path expected between them. */
  between(parameters: Case): { readonly a: Hosts; readonly b: Hosts; readonly path: Path | "either" };
}

/** `net` comes first in the story, so that the nodes' names are known as types in what follows. */
export function scenario<Case, Hosts extends string, Routers extends string>(
  name: string,
  story: Omit<Scenario<Case, Hosts, Routers>, "name">,
): Scenario<Case, Hosts, Routers> {
  return { name, ...story };
}
