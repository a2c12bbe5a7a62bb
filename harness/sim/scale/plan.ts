import type { Nat } from "../../topology/nat/nat.ts";

/**
 * A crowd as a value: who is where, what happens to them, which pairs ping. All random numbers of an edge depend only on
 * the seed and its own name, so that leaving one out changes nothing for the others.
 */
export interface ScalePlan {
  readonly seed: number;
  /** One federation; every edge knows all of them. */
  readonly supernodes: readonly string[];
  readonly sites: readonly Site[];
  readonly edges: readonly ScaleEdge[];
  readonly conversations: readonly PlannedPings[];
  readonly events: readonly ScaleEvent[];
  /** Milliseconds of virtual time. */
  readonly lasts: number;
}

/** A home: one router, one LAN. */
export interface Site {
  readonly name: string;
  /** Determines its public address. */
  readonly number: number;
  readonly nat: Nat;
  /** Milliseconds one way, and share of packets lost, of its access link. */
  readonly delay: number;
  readonly loss: number;
}

export interface ScaleEdge {
  readonly name: string;
  readonly site: string;
  /** In its LAN. */
  readonly host: number;
  readonly community: string;
  /** In the overlay, with prefix. */
  readonly address: string;
  readonly starts: number;
  /** The supernode that it prefers. */
  readonly prefers: string;
}

/** `from` pings `to` every `every` milliseconds from `starts` on. */
export interface PlannedPings {
  readonly from: string;
  readonly to: string;
  readonly starts: number;
  readonly every: number;
}

/** `leave` unregisters, `crash` does not. A rebooted NAT has forgotten everything. */
export type ScaleEvent =
  | { readonly at: number; readonly kind: "leave" | "crash" | "return"; readonly edge: string }
  | { readonly at: number; readonly kind: "nat-reboot"; readonly site: string }
  | { readonly at: number; readonly kind: "supernode-crash" | "supernode-return"; readonly supernode: string };

/** The name of the edge, site or supernode that an event affects. */
export const subjectOf = (event: ScaleEvent): string =>
  "edge" in event ? event.edge : "site" in event ? event.site : event.supernode;

/** The plan with these parts only, without anything whose subject is left out. */
export function reduced(plan: ScalePlan, keep: (part: ScaleEdge | PlannedPings | ScaleEvent) => boolean): ScalePlan {
  const edges = plan.edges.filter(keep);
  const names = new Set(edges.map(({ name }) => name));
  const sites = plan.sites.filter(({ name }) => edges.some(({ site }) => site === name));
  const subjects = new Set([...names, ...sites.map(({ name }) => name), ...plan.supernodes]);
  return {
    ...plan,
    edges,
    sites,
    conversations: plan.conversations.filter(
      (conversation) => keep(conversation) && names.has(conversation.from) && names.has(conversation.to),
    ),
    events: plan.events.filter((event) => keep(event) && subjects.has(subjectOf(event))),
  };
}
