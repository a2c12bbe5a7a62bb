import type { Topology } from "../topology/topology.ts";
import type { Path } from "../expect/claim.ts";
import type { EdgeOptions, SupernodeOptions } from "./world.ts";

/** A host of the topology, as the story's verbs see it. */
export interface Actor {
  readonly name: string;
  startSupernode(options?: SupernodeOptions): Promise<void>;
  startEdge(options?: EdgeOptions): Promise<void>;
  stop(): Promise<void>;
  /** Nothing it sends arrives and nothing arrives at it, from now on. */
  cutOff(): Promise<void>;
}

/** Each check waits until its claim is met, violated or out of time, and records it. A claim not met ends the story. */
export interface Check {
  ping(a: Actor, b: Actor, options: { readonly within: string }): Promise<void>;
  path(a: Actor, b: Actor, path: Path, options: { readonly within: string; readonly steady?: number }): Promise<void>;
  /** For paths that nobody can know before: the one that both directions settle on, recorded as a claim. */
  found(a: Actor, b: Actor, options: { readonly within: string }): Promise<"direct" | "relayed">;
  latency(a: Actor, b: Actor, path: "direct" | "relayed", options?: { readonly samples?: number }): Promise<void>;
  loss(a: Actor, b: Actor, path: "direct" | "relayed", options?: { readonly samples?: number }): Promise<void>;
}

/** One claim about the world, told once, run over each of its cases in the laboratory and in the simulation. */
export interface Scenario<Case = unknown, Hosts extends string = string> {
  readonly name: string;
  readonly claim: string;
  readonly cases: Readonly<Record<string, Case>>;
  net(parameters: Case): Topology<Hosts>;
  run(actors: Readonly<Record<Hosts, Actor>>, parameters: Case, check: Check): Promise<void>;
  /** By host, the program that plays there (harness/sut); hosts left out play ours. */
  programs?(parameters: Case): Readonly<Partial<Record<Hosts, string>>>;
  /** For the verdict table: which two edges, and the path expected between them. */
  between(parameters: Case): { readonly a: Hosts; readonly b: Hosts; readonly path: Path | "either" };
}

/** `net` comes first in the story, so that the hosts' names are known as types in what follows. */
export function scenario<Case, Hosts extends string>(
  name: string,
  story: Omit<Scenario<Case, Hosts>, "name">,
): Scenario<Case, Hosts> {
  return { name, ...story };
}
