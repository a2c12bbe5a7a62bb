import { ConfigError } from "../../src/base/config-error.ts";
import type { AddressPlan } from "./plan/addresses.ts";
import { address6Of, ipv4AddressOf, upstream } from "./plan/plan-addresses.ts";
import type { Visited } from "./walk.ts";

/** One place where a host is plugged in. `gateway` is in the LAN of `router`. */
export interface Attachment {
  readonly router: string;
  /** The host's interface. */
  readonly name: string;
  /** Of a host behind NAT64, its IPv6 address. */
  readonly address: string;
  /** Absent = it has no IPv4. */
  readonly gateway: string | undefined;
}

/**
 * Where hosts are plugged in at one moment. A host that roams has one place at a time; one with uplinks has several, and
 * its default route leads to the first of its order whose cable is plugged in.
 */
export class Attachments {
  readonly #nodes: ReadonlyMap<string, Visited>;
  readonly #plan: () => AddressPlan;
  /** By host: the routers whose LANs it is in, the preferred one first. */
  readonly #order = new Map<string, readonly string[]>();
  /** By node, those of its interfaces that are unplugged. */
  readonly #unplugged = new Map<string, readonly string[]>();

  constructor(nodes: ReadonlyMap<string, Visited>, plan: () => AddressPlan) {
    this.#nodes = nodes;
    this.#plan = plan;
    for (const { name, node, above } of nodes.values()) {
      const home = above[0]?.name;
      if (node.kind === "host" && home !== undefined) this.#order.set(name, [home, ...(node.uplinks ?? [])]);
    }
  }

  /** Where its default route leads; undefined = to the internet itself. */
  of(host: string): Attachment | undefined {
    const all = this.all(host);
    return all.find(({ name }) => !this.#isUnplugged(host, name)) ?? all[0];
  }

  /** All its places, the preferred one first, those with unplugged cables too. */
  all(host: string): readonly Attachment[] {
    return (this.#order.get(host) ?? []).map((router) => this.#at(host, router));
  }

  /** Those whose cables are plugged in. */
  plugged(host: string): readonly Attachment[] {
    return this.all(host).filter(({ name }) => !this.#isUnplugged(host, name));
  }

  /** Nodes with an unplugged cable. */
  get unplugged(): ReadonlySet<string> {
    return new Set(this.#unplugged.keys());
  }

  /** Throws ConfigError unless the host roams there. */
  move(host: string, router: string): void {
    const places = [...this.#home(host), ...(this.#host(host)?.roams ?? [])];
    if (!places.includes(router))
      throw new ConfigError(`${host} cannot move to ${router}: it has a cable in ${places.join(", ") || "no LAN"}`);
    this.#order.set(host, [router]);
    this.#unplugged.delete(host);
  }

  /** Prefers this uplink. Throws ConfigError for one that it does not have, or whose cable is unplugged. */
  prefer(host: string, router: string): void {
    const order = this.#order.get(host) ?? [];
    if (!order.includes(router) || order.length < 2)
      throw new ConfigError(`${host} has no uplink ${router} to switch to; it has ${order.join(", ") || "none"}`);
    if (!this.plugged(host).some((place) => place.router === router))
      throw new ConfigError(`${host} cannot switch to ${router}: that cable is unplugged`);
    this.#order.set(host, [router, ...order.filter((other) => other !== router)]);
  }

  /** The interface whose cable is unplugged with this: the one in use. Throws ConfigError for an unknown node. */
  unplug(node: string): string {
    const name = this.#interfaceOf(node);
    const others = (this.#unplugged.get(node) ?? []).filter((other) => other !== name);
    this.#unplugged.set(node, [...others, name]);
    return name;
  }

  /** The interfaces whose cables are plugged in again with this: all, or the one in use if none was unplugged. */
  plug(node: string): readonly string[] {
    const unplugged = this.#unplugged.get(node) ?? [this.#interfaceOf(node)];
    this.#unplugged.delete(node);
    return unplugged;
  }

  #interfaceOf(node: string): string {
    const visited = this.#nodes.get(node);
    if (visited === undefined) throw new ConfigError(`unknown node ${node}`);
    return this.of(node)?.name ?? upstream(visited.node);
  }

  #isUnplugged(host: string, name: string): boolean {
    return this.#unplugged.get(host)?.includes(name) ?? false;
  }

  #at(host: string, router: string): Attachment {
    const plan = this.#plan();
    const away = plan.guests?.find((guest) => guest.host === host && guest.router === router);
    const { name, gateway } = away ?? { name: "eth0", gateway: plan.gateways[host] };
    return { router, name, address: (ipv4AddressOf(plan, host, name) ?? address6Of(plan, host, name))!, gateway };
  }

  #home(host: string): readonly string[] {
    return (
      this.#nodes
        .get(host)
        ?.above.slice(0, 1)
        .map(({ name }) => name) ?? []
    );
  }

  #host(name: string) {
    const node = this.#nodes.get(name)?.node;
    return node?.kind === "host" ? node : undefined;
  }
}
