import type { Endpoint } from "../../src/base/endpoint.ts";
import type { Random } from "../../src/base/random.ts";
import { NatModel } from "../nat/model.ts";
import type { AddressPlan } from "../topology/addresses.ts";
import { core, switchOf } from "../topology/plan-addresses.ts";
import type { RouterNode } from "../topology/topology.ts";
import type { Cables } from "./cables.ts";
import { isMulticastAddress, type Datagram, type Hop } from "./datagram.ts";
import type { EventQueue } from "./event-queue.ts";
import { RouteTable } from "./route-table.ts";
import { UdpStack } from "./udp-stack.ts";

/** What every node is made of. */
export interface Ground {
  readonly plan: AddressPlan;
  readonly cables: Cables;
  readonly queue: EventQueue;
}

/** A node with UDP sockets: a host, or the core with the prober's responders. */
export class SocketNode {
  readonly name: string;
  readonly udp: UdpStack;
  readonly addresses: readonly string[];
  readonly #ground: Ground;
  readonly #routes: RouteTable;
  readonly #forwards: boolean;

  constructor(name: string, ground: Ground, random: Random) {
    const own = ground.plan.interfaces.filter((it) => it.node === name).flatMap((it) => it.addresses);
    this.name = name;
    this.udp = new UdpStack(random);
    this.#ground = ground;
    this.#routes = new RouteTable(ground.plan, name);
    this.#forwards = name === core;
    this.addresses = [...own.map((it) => it.address), ...(this.#forwards ? ground.plan.probeAddresses : [])];
    ground.cables.attach(name, (_port, hop) => this.#receive(hop.datagram));
  }

  /** From `port`, of the primary address unless `source` is another one of this node. */
  send(port: number, to: Endpoint, bytes: Uint8Array, source = this.addresses[0]!): void {
    this.#route({ from: { address: source, port }, to, bytes });
  }

  #receive(datagram: Datagram): void {
    const { to } = datagram;
    if (this.addresses.includes(to.address) || isMulticastAddress(to.address)) this.udp.deliver(datagram);
    else if (this.#forwards) this.#route(datagram);
  }

  #route(datagram: Datagram): void {
    const { address } = datagram.to;
    if (this.addresses.includes(address)) {
      this.#ground.queue.at(this.#ground.queue.now, () => this.udp.deliver(datagram));
      return;
    }
    const multicast = isMulticastAddress(address);
    if (multicast && this.#forwards) return;
    const way = multicast ? { port: "eth0", next: address } : this.#routes.to(address);
    if (way !== undefined) this.#ground.cables.send(this.name, way.port, { datagram, next: way.next });
  }
}

/** A router with its NAT. It has no sockets of its own: what is for itself is dropped. */
export function attachRouter(name: string, router: RouterNode, seed: number, { plan, cables, queue }: Ground): void {
  const own = new Set(
    plan.interfaces.filter((it) => it.node === name).flatMap((it) => it.addresses.map((a) => a.address)),
  );
  const wan = plan.interfaces.find((it) => it.node === name && it.name === "wan")!.addresses.map((it) => it.address);
  const kind = router.builtAs ?? router.nat;
  const nat = new NatModel(kind, { external: wan[0]!, others: wan.slice(1), seed });
  const routes = new RouteTable(plan, name);

  const forward = (datagram: Datagram): void => {
    const way = routes.to(datagram.to.address);
    if (way !== undefined) cables.send(name, way.port, { datagram, next: way.next });
  };
  const fromInternet = (datagram: Datagram): void => {
    if (kind.translates && !wan.includes(datagram.to.address)) return forward(datagram);
    const to = nat.inbound(datagram.from, datagram.to, queue.now);
    if (to !== undefined && !own.has(to.address)) forward({ ...datagram, to });
  };
  const fromLan = (datagram: Datagram): void => {
    if (wan.includes(datagram.to.address)) {
      const turned = nat.hairpin(datagram.from, datagram.to, queue.now);
      if (turned !== undefined && !own.has(turned.to.address)) forward({ ...datagram, ...turned });
    } else if (!own.has(datagram.to.address)) {
      if (routes.to(datagram.to.address)?.port !== "wan") return forward(datagram);
      const from = nat.outbound(datagram.from, datagram.to, queue.now);
      if (from !== undefined) forward({ ...datagram, from });
    }
  };
  cables.attach(name, (port, { datagram }) => {
    if (isMulticastAddress(datagram.to.address)) return;
    if (port === "wan") fromInternet(datagram);
    else fromLan(datagram);
  });
}

/** The switch of a LAN, if it has one: knows behind which port each address is, and floods multicast. */
export function attachSwitch(router: string, { isolated }: RouterNode, { plan, cables }: Ground): void {
  const name = switchOf(router);
  const ports = plan.interfaces.filter((it) => it.node === name);
  const behind = new Map<string, string>();
  for (const { name: port, peer } of ports) {
    const far = plan.interfaces.find((it) => it.node === peer.node && it.name === peer.name)!;
    for (const { address } of far.addresses) behind.set(address, port);
  }
  const uplink = ports.find(({ peer }) => peer.node === router)?.name;
  const together = (one: string, other: string) => isolated !== true || one === uplink || other === uplink;
  cables.attach(name, (from: string, hop: Hop) => {
    const port = behind.get(hop.next);
    if (port !== undefined) return together(from, port) ? cables.send(name, port, hop) : undefined;
    if (isMulticastAddress(hop.next)) {
      for (const it of ports) if (it.name !== from && together(from, it.name)) cables.send(name, it.name, hop);
    }
  });
}
