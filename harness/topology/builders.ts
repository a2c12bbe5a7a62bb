import { checkTopology } from "./check.ts";
import { parseLink, type LinkSpec } from "./link-spec.ts";
import type { Nat } from "./nat.ts";
import type { HostNode, Node, RouterNode, Topology } from "./topology.ts";

export interface HostOptions {
  readonly link?: LinkSpec;
  /** Public hosts only. */
  readonly addresses?: number;
}

export interface RouterOptions {
  readonly nat: Nat;
  /** What is really built, when it is to differ from `nat`: only to show that the proof notices. */
  readonly builtAs?: Nat;
  readonly link?: LinkSpec;
  readonly lan: Readonly<Record<string, Node>>;
}

export function host({ link = {}, addresses = 1 }: HostOptions = {}): HostNode {
  return { kind: "host", link: parseLink(link), addresses };
}

export function router({ nat, builtAs, link = {}, lan }: RouterOptions): RouterNode {
  return { kind: "router", nat, ...(builtAs && { builtAs }), link: parseLink(link), lan };
}

/** Throws ConfigError when a name is unfit or used twice, or a host has what only public hosts may have. */
export function topology(name: string, nodes: Readonly<Record<string, Node>>): Topology {
  return checkTopology({ name, nodes });
}
