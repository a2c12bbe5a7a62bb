import { host, router, topology } from "../topology/builders.ts";
import { linkWritten } from "../topology/impairment/link-words.ts";
import type { LinkSpec } from "../topology/link-spec.ts";
import { nat as kinds, type Nat } from "../topology/nat/nat.ts";
import type { Node, Topology } from "../topology/topology.ts";
import type { CellSpec, Conditions } from "./cell-spec.ts";

/**
 * The network of a cell. The LAN of an outer NAT has an extra host, from which that NAT is measured alone. Two hosts
 * behind the same NAT are isolated from each other on its LAN, so that they meet only by hairpin.
 */
export function cellNetwork(
  { a, b, shared = [] }: Pick<CellSpec, "a" | "b" | "shared">,
  { loss, delay, link: wanted }: Pick<Conditions, "loss" | "delay" | "link">,
): Topology<"sn" | "alice" | "bob"> {
  // Upwards only: a packet passes one link up and one down, and is to be lost or delayed once.
  const link: LinkSpec = wanted === undefined ? { up: { delay, loss } } : linkWritten(wanted, "--link");
  const sn = host({ link });
  if (shared.length > 0) {
    const both = { alice: host(), bob: host() };
    return named(topology("one-home", { sn, home: nested("home", shared, both, link) }));
  }
  const homeA = nested("homeA", orPublic(a), { alice: host() }, link);
  const homeB = nested("homeB", orPublic(b), { bob: host() }, link);
  return named(topology("two-homes", { sn, homeA, homeB }));
}

const orPublic = (nats: readonly Nat[]): readonly Nat[] => (nats.length === 0 ? [kinds.none] : nats);

/** Nested routers, the last NAT outermost; the hosts are in the innermost LAN. */
function nested(name: string, nats: readonly Nat[], hosts: Readonly<Record<string, Node>>, link: LinkSpec): Node {
  const [innermost, ...outer] = nats;
  const isolated = Object.keys(hosts).length > 1;
  const floors = outer.map((_, i) => `${name}Floor${i + 1}`);
  let node: Node = router({ nat: innermost!, isolated, link: outer.length === 0 ? link : {}, lan: hosts });
  outer.forEach((middlebox, i) => {
    const lan = { [`${name}Visit${i + 1}`]: host(), [floors[i]!]: node };
    node = router({ nat: middlebox, link: i === outer.length - 1 ? link : {}, lan });
  });
  return node;
}

/** These hosts exist; the compiler cannot follow the depth of nesting. */
const named = (topology: Topology): Topology<"sn" | "alice" | "bob"> => topology as Topology<"sn" | "alice" | "bob">;
