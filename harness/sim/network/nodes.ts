import type { Endpoint } from "../../../src/base/address/endpoint.ts";
import { isIpv6 } from "../../../src/base/address/ip.ts";
import type { Random } from "../../../src/base/random.ts";
import { NatModel } from "../../nat/model/model.ts";
import { core, switchOf } from "../../topology/plan/plan-addresses.ts";
import type { AddressPlan } from "../../topology/plan/addresses.ts";
import type { RouterNode } from "../../topology/topology.ts";
import type { NetworkState } from "../../topology/network-state.ts";
import type { Cables } from "./cables.ts";
import { isMulticastAddress, type SimDatagram, type Hop } from "./datagram.ts";
import type { EventQueue } from "./event-queue.ts";
import type { Partitions } from "./partitions.ts";
import { RouteTable } from "./route-table.ts";
import { UdpStack } from "./udp-stack.ts";

/** What every node is made of. */
export interface NodeParts {
  readonly state: NetworkState;
  readonly partitions: Partitions;
  readonly cables: Cables;
  readonly queue: EventQueue;
}

/** A node with UDP sockets: a host, or the core with the prober's responders. */
export class SocketNode {
  readonly name: string;
  readonly udp: UdpStack;
  readonly #ground: NodeParts;
  readonly #forwards: boolean;
  #addresses: readonly string[] = [];
  #routes!: RouteTable;
  #port = "eth0";

  constructor(name: string, ground: NodeParts, random: Random) {
    this.name = name;
    this.udp = new UdpStack(random);
    this.#ground = ground;
    this.#forwards = name === core;
    this.replug();
    ground.cables.attach(name, (_port, hop) => this.#receive(hop.datagram));
  }

  get addresses(): readonly string[] {
    return this.#addresses;
  }

  /** Takes its addresses and routes from where the network's state says it is plugged in. */
  replug(): void {
    const { state } = this.#ground;
    const { addresses: plan } = state;
    const at = state.attachment(this.name);
    const names = at && [at, ...state.uplinks(this.name)].map(({ name }) => name);
    const own = plan.interfaces.filter((iface) => iface.node === this.name && names?.includes(iface.name) !== false);
    // Of several uplinks, the source of what leaves by the default route comes first.
    own.sort((a, b) => (names?.indexOf(a.name) ?? 0) - (names?.indexOf(b.name) ?? 0));
    const probes = this.#forwards ? [...plan.probeAddresses, ...(plan.ipv6?.probeAddresses ?? [])] : [];
    this.#addresses = [...own.flatMap((iface) => iface.addresses.map((net) => net.address)), ...probes];
    this.#routes = new RouteTable(plan, this.name, at && names && { names, gateway: at.gateway });
    this.#port = at?.name ?? "eth0";
  }

  /** From `port`, of the primary address of that family unless `source` is another one. The kernel refuses one that the node has lost. */
  send(port: number, to: Endpoint, bytes: Uint8Array, source = this.#primary(to.address)): void {
    if (source !== undefined && this.#addresses.includes(source))
      this.#route({ from: { address: source, port }, to, bytes });
  }

  #primary(towards: string): string | undefined {
    return this.#addresses.find((address) => isIpv6(address) === isIpv6(towards));
  }

  #receive(datagram: SimDatagram): void {
    const { to } = datagram;
    const isForUs = this.#addresses.includes(to.address) || isMulticastAddress(to.address);
    if (isForUs && datagram.isDamaged) return;
    if (isForUs) this.udp.deliver(datagram);
    else if (this.#forwards && !this.#ground.partitions.drop(datagram)) this.#route(datagram);
  }

  #route(datagram: SimDatagram): void {
    const { address } = datagram.to;
    if (this.#addresses.includes(address)) {
      this.#ground.queue.at(this.#ground.queue.now, () => this.udp.deliver(datagram));
      return;
    }
    const multicast = isMulticastAddress(address);
    if (multicast && this.#forwards) return;
    const way = multicast ? { port: this.#port, next: address } : this.#routes.to(address);
    if (way !== undefined) this.#ground.cables.send(this.name, way.port, { datagram, next: way.next });
  }
}

/** A router with its NAT. It has no sockets: packets to its own address are dropped. */
export class SimRouter {
  readonly #name: string;
  readonly #ground: NodeParts;
  #own!: ReadonlySet<string>;
  #ipv4!: Side;
  #ipv6: Side | undefined;
  #routes!: RouteTable;

  constructor(name: string, ground: NodeParts) {
    this.#name = name;
    this.#ground = ground;
    this.load();
    ground.cables.attach(name, (port, { datagram }) => {
      // Connection tracking does not recognise what has a wrong checksum, so nothing translates it.
      if (isMulticastAddress(datagram.to.address) || datagram.isDamaged) return;
      if (port === "wan") this.#fromInternet(datagram);
      else this.#fromLan(datagram);
    });
  }

  /** Becomes what the network's state says, with no mapping. */
  load(): void {
    const { state } = this.#ground;
    const { nat, external, seed, ipv6 } = state.router(this.#name);
    const own = state.addresses.interfaces
      .filter((iface) => iface.node === this.#name)
      .flatMap((iface) => iface.addresses);
    this.#own = new Set(own.map((net) => net.address));
    const model = new NatModel(nat, { external: external[0], others: external.slice(1), seed });
    this.#ipv4 = { translates: nat.translates, external, model };
    this.#ipv6 = ipv6 && {
      translates: ipv6.nat.translates,
      external: ipv6.nat.translates ? [ipv6.external] : [],
      model: new NatModel(ipv6.nat, { ...ipv6, seed }),
    };
    this.#routes = new RouteTable(state.addresses, this.#name);
  }

  #side(address: string): Side | undefined {
    return isIpv6(address) ? this.#ipv6 : this.#ipv4;
  }

  #forward(datagram: SimDatagram): void {
    const way = this.#routes.to(datagram.to.address);
    if (way !== undefined) this.#ground.cables.send(this.#name, way.port, { datagram, next: way.next });
  }

  #fromInternet(datagram: SimDatagram): void {
    const side = this.#side(datagram.to.address);
    if (side === undefined) return;
    if (side.translates && !side.external.includes(datagram.to.address)) return this.#forward(datagram);
    const to = side.model.inbound(datagram.from, datagram.to, this.#ground.queue.now);
    if (to !== undefined && !this.#own.has(to.address)) this.#forward({ ...datagram, to });
  }

  #fromLan(datagram: SimDatagram): void {
    const { from, to } = datagram;
    const { now } = this.#ground.queue;
    const side = this.#side(to.address);
    if (side === undefined) return;
    if (side.external.includes(to.address)) {
      const turned = side.model.hairpin(from, to, now);
      if (turned !== undefined && !this.#own.has(turned.to.address)) this.#forward({ ...datagram, ...turned });
    } else if (!this.#own.has(to.address)) {
      if (this.#routes.to(to.address)?.port !== "wan") return this.#forward(datagram);
      const source = side.model.outbound(from, to, now);
      if (source !== undefined) this.#forward({ ...datagram, from: source });
    }
  }
}

/** The part of a router for one address family. */
interface Side {
  readonly translates: boolean;
  readonly external: readonly string[];
  readonly model: NatModel;
}

/** The switch of a LAN, if it has one: knows behind which port each address is, and floods multicast. */
export function attachSwitch(router: string, { isolated }: RouterNode, { state, cables }: NodeParts): void {
  const name = switchOf(router);
  const ports = state.addresses.interfaces.filter((iface) => iface.node === name);
  let known: AddressPlan | undefined;
  const behind = new Map<string, string>();
  const learn = (plan: AddressPlan): void => {
    known = plan;
    for (const { name: port, peer } of ports) {
      const far = plan.interfaces.find((iface) => iface.node === peer.node && iface.name === peer.name)!;
      for (const { address } of far.addresses) behind.set(address, port);
    }
  };
  const uplink = ports.find(({ peer }) => peer.node === router)?.name;
  const together = (one: string, other: string) => isolated !== true || one === uplink || other === uplink;
  cables.attach(name, (from: string, hop: Hop) => {
    if (state.addresses !== known) learn(state.addresses);
    const port = behind.get(hop.next);
    if (port !== undefined) return together(from, port) ? cables.send(name, port, hop) : undefined;
    if (isMulticastAddress(hop.next)) {
      for (const iface of ports)
        if (iface.name !== from && together(from, iface.name)) cables.send(name, iface.name, hop);
    }
  });
}
