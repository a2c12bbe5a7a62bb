import { host, router, topology } from "../topology/builders.ts";
import type { LinkSpec } from "../topology/link-spec.ts";
import { nat as kinds, type Nat } from "../topology/nat/nat.ts";
import type { Node, Topology } from "../topology/topology.ts";
import type { CellSpec, Conditions } from "./cell-spec.ts";

/**
 * The network of a cell. Whoever is behind two NATs shares the outer LAN with a visitor, from where the outer NAT is
 * measured by itself. Two who are behind the same NAT do not hear each other on its LAN: what meets, meets by hairpin.
 */
export function cellNetwork(
  { a, b, shared = [] }: Pick<CellSpec, "a" | "b" | "shared">,
  { loss, delay }: Pick<Conditions, "loss" | "delay">,
): Topology<"sn" | "alice" | "bob"> {
  // On the way up only: a packet passes one link up and one down, and is lost or delayed once.
  const link: LinkSpec = { up: { delay, loss } };
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
function nested(name: string, nats: readonly Nat[], people: Readonly<Record<string, Node>>, link: LinkSpec): Node {
  const [innermost, ...outer] = nats;
  const crowded = Object.keys(people).length > 1;
  const floors = outer.map((_, i) => `${name}Floor${i + 1}`);
  let node: Node = router({ nat: innermost!, isolated: crowded, link: outer.length === 0 ? link : {}, lan: people });
  outer.forEach((middlebox, i) => {
    const lan = { [`${name}Visit${i + 1}`]: host(), [floors[i]!]: node };
    node = router({ nat: middlebox, link: i === outer.length - 1 ? link : {}, lan });
  });
  return node;
}

/** The hosts' names are there, only the compiler cannot count how deep. */
const named = (topology: Topology): Topology<"sn" | "alice" | "bob"> => topology as Topology<"sn" | "alice" | "bob">;
