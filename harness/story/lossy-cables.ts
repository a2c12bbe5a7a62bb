import type { AddressPlan } from "../topology/plan/addresses.ts";
import { upstream } from "../topology/plan/plan-addresses.ts";
import { lossOf } from "../topology/impairment/totals.ts";
import type { Impairment } from "../topology/link.ts";
import { isFilled } from "../expect/links/needed.ts";
import { needsLoad } from "./link-load.ts";
import { load } from "./story-plan.ts";
import type { Topology } from "../topology/topology.ts";
import { walk } from "../topology/walk.ts";

export interface CableEnd {
  readonly node: string;
  readonly name: string;
  readonly address: string;
}

/** A cable with a configured impairment, and the nearest interfaces on both sides that have addresses. */
export interface LossyCable {
  readonly owner: string;
  readonly near: CableEnd;
  readonly far: CableEnd;
  /** Bytes of data of each echo. */
  readonly size: number;
}

export function lossyCables(
  topology: Topology,
  plan: AddressPlan,
  which: "lossy" | "impaired" = "lossy",
): readonly LossyCable[] {
  const isMeant = which === "lossy" ? (impairment: Impairment) => lossOf(impairment) > 0 : needsLoad;
  return [...walk(topology)].flatMap(({ name: owner, node }) => {
    if (!isMeant(node.link.up) && !isMeant(node.link.down)) return [];
    const fills = isFilled(node.link.up) || isFilled(node.link.down);
    const size = which === "impaired" && fills ? load.longest : load.size;
    const near = plan.interfaces.find((iface) => iface.node === owner && iface.name === upstream(node))!;
    const direct = plan.interfaces.find((iface) => iface.node === near.peer.node && iface.name === near.peer.name)!;
    // A switch has no address: behind it the router answers.
    const far = [direct, ...plan.interfaces].find((iface) =>
      iface === direct
        ? iface.addresses.length > 0
        : iface.addresses.some(({ address }) => address === plan.gateways[owner]),
    );
    return far === undefined ? [] : [{ owner, near: endOf(near), far: endOf(far), size }];
  });
}

const endOf = ({ node, name, addresses }: AddressPlan["interfaces"][number]): CableEnd => ({
  node,
  name,
  address: addresses[0]!.address,
});
