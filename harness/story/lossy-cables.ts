import type { AddressPlan } from "../topology/plan/addresses.ts";
import { upstream } from "../topology/plan/plan-addresses.ts";
import { lossOf } from "../topology/impairment/totals.ts";
import type { Topology } from "../topology/topology.ts";
import { walk } from "../topology/walk.ts";

export interface CableEnd {
  readonly node: string;
  readonly name: string;
  readonly address: string;
}

/** A cable with a configured loss, and the nearest interfaces on both sides that have addresses. */
export interface LossyCable {
  readonly owner: string;
  readonly near: CableEnd;
  readonly far: CableEnd;
}

export function lossyCables(topology: Topology, plan: AddressPlan): readonly LossyCable[] {
  return [...walk(topology)].flatMap(({ name: owner, node }) => {
    if (lossOf(node.link.up) === 0 && lossOf(node.link.down) === 0) return [];
    const near = plan.interfaces.find((iface) => iface.node === owner && iface.name === upstream(node))!;
    const direct = plan.interfaces.find((iface) => iface.node === near.peer.node && iface.name === near.peer.name)!;
    // A switch has no address: behind it the router answers.
    const far = [direct, ...plan.interfaces].find((iface) =>
      iface === direct
        ? iface.addresses.length > 0
        : iface.addresses.some(({ address }) => address === plan.gateways[owner]),
    );
    return far === undefined ? [] : [{ owner, near: endOf(near), far: endOf(far) }];
  });
}

const endOf = ({ node, name, addresses }: AddressPlan["interfaces"][number]): CableEnd => ({
  node,
  name,
  address: addresses[0]!.address,
});
