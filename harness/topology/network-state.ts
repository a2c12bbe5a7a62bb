import { ConfigError } from "../../src/base/config-error.ts";
import { isIpv6 } from "../../src/base/address/ip.ts";
import { Attachments, type Attachment } from "./attachments.ts";
import type { AddressPlan, Router6 } from "./plan/addresses.ts";
import type { Link } from "./link.ts";
import { externalAddresses, type Nat } from "./nat/nat.ts";
import { ipv4AddressesOf, planAddresses } from "./plan/plan-addresses.ts";
import type { RouterNode, Topology } from "./topology.ts";
import { walk, type Visited } from "./walk.ts";

/** A router as it is now. */
export interface RouterState {
  readonly declared: Nat;
  /** What is really built. */
  readonly nat: Nat;
  /** Its addresses towards the internet. */
  readonly external: readonly [string, ...string[]];
  /**
   * Determines which ports it allocates; another one for every load, so that a forgotten mapping comes back on another
   * port.
   */
  readonly seed: number;
  /** What is built for IPv6; events change only its mappings. */
  readonly ipv6?: Router6 & { readonly nat: Nat };
  /** Conntrack zone: another one for every load. */
  readonly zone: number;
  /** Whether its hosts can request forwarded ports. */
  readonly forwards: boolean;
  /** Its hosts reach IPv4 by NAT64. */
  readonly nat64?: true;
}

/** The current state of a network during a run, the same in both worlds. Throws ConfigError for an impossible event. */
export class NetworkState {
  readonly topology: Topology;
  readonly #nodes: ReadonlyMap<string, Visited>;
  readonly #routers = new Map<string, RouterState>();
  readonly #attachments: Attachments;
  readonly #links: Map<string, Link>;
  #addresses: AddressPlan;

  /** Numbers routers in the order of the topology, so that both worlds allocate the same ports. */
  constructor(topology: Topology, seed: number) {
    this.topology = topology;
    this.#addresses = planAddresses(topology);
    this.#nodes = new Map([...walk(topology)].map((visited) => [visited.name, visited]));
    this.#attachments = new Attachments(this.#nodes, () => this.#addresses);
    this.#links = new Map([...this.#nodes.values()].map(({ name, node }) => [name, node.link]));
    for (const { name, node } of this.#nodes.values()) {
      if (node.kind !== "router") continue;
      const external = ipv4AddressesOf(this.#addresses, name, "wan") as [string, ...string[]];
      const nat = node.builtAs ?? node.nat;
      const forwards = node.portMapping !== undefined;
      const ipv6 = this.#addresses.ipv6?.routers[name];
      this.#routers.set(name, {
        declared: node.nat,
        nat,
        external,
        seed: seed + this.#routers.size,
        zone: 1,
        forwards,
        ...(node.nat64 && { nat64: node.nat64 }),
        ...(ipv6 !== undefined && node.ipv6 !== undefined && { ipv6: { ...ipv6, nat: node.ipv6 } }),
      });
    }
  }

  /** With every address that a node has had so far. */
  get addresses(): AddressPlan {
    return this.#addresses;
  }

  get routers(): ReadonlyMap<string, RouterState> {
    return this.#routers;
  }

  router(name: string): RouterState {
    const state = this.#routers.get(name);
    if (state !== undefined) return state;
    throw new ConfigError(`unknown router ${name}; choose from ${[...this.#routers.keys()].join(", ") || "none"}`);
  }

  /** The current link of a host or router. */
  link(name: string): Link {
    const link = this.#links.get(name);
    if (link !== undefined) return link;
    throw new ConfigError(`unknown node ${name}; choose from ${[...this.#links.keys()].join(", ")}`);
  }

  changeLink(name: string, link: Link): void {
    this.link(name);
    this.#links.set(name, link);
  }

  /** The router with new seeds and no mappings. */
  fresh(name: string, changes: Partial<Pick<RouterState, "declared" | "nat" | "external">> = {}): RouterState {
    const before = this.router(name);
    const nat = changes.nat ?? before.nat;
    const { declared = before.declared } = changes;
    if (declared.translates !== before.declared.translates) {
      throw new ConfigError(
        before.declared.translates
          ? `${name} cannot stop translating: the hosts behind it have private addresses, which answers would not reach; declare it without a NAT from the start`
          : `${name} cannot start translating: the hosts behind it have public addresses; declare it with a NAT from the start`,
      );
    }
    if (externalAddresses(nat) > before.external.length) {
      throw new ConfigError(`${name} has ${before.external.length} addresses and would need ${externalAddresses(nat)}`);
    }
    const next = { ...before, ...changes, seed: before.seed + seedsApart, zone: before.zone + 1 };
    this.#routers.set(name, next);
    return next;
  }

  /** Gives it as many other free addresses. */
  renumber(name: string): RouterState {
    const { external, nat } = this.router(name);
    if (!nat.translates) throw new ConfigError(`${name} does not translate, so it has no public address to change`);
    const next = this.#freeBeside(external);
    this.#addresses = withAddresses(this.#addresses, { node: name, name: "wan" }, external, next);
    return this.fresh(name, { external: next });
  }

  /** Gives a host on the internet, or with DHCP, as many other free addresses; returns them. */
  readdress(host: string): readonly string[] {
    const visited = this.#nodes.get(host);
    const router = visited?.above[0]?.router;
    if (visited === undefined) throw new ConfigError(`unknown node ${host}`);
    if (visited.node.kind !== "host" || (router !== undefined && router.dhcp === undefined))
      throw new ConfigError(`${host} gets no other address: it is neither a host on the internet nor one with DHCP`);
    const before = ipv4AddressesOf(this.#addresses, host, "eth0") as [string, ...string[]];
    const next = this.#freeBeside(before);
    this.#addresses = withAddresses(this.#addresses, { node: host, name: "eth0" }, before, next);
    return next;
  }

  /** Where the host is plugged in now; of several uplinks, the one with its default route. */
  attachment(host: string): Attachment | undefined {
    return this.#attachments.of(host);
  }

  /** All uplinks of a host whose cables are plugged in, the preferred one first. */
  uplinks(host: string): readonly Attachment[] {
    return this.#attachments.plugged(host);
  }

  /** Nodes with an unplugged cable. */
  get unplugged(): ReadonlySet<string> {
    return this.#attachments.unplugged;
  }

  /** Moves a host; `router` is one that it roams to, or its home. */
  roam(host: string, router: string): Attachment {
    this.#change(host, () => this.#attachments.move(host, router));
    return this.attachment(host)!;
  }

  /** Moves the default route of a host; `router` is one of its uplinks. */
  switchTo(host: string, router: string): void {
    this.#change(host, () => this.#attachments.prefer(host, router));
  }

  /** The interface whose cable is unplugged; of several uplinks, the one with the default route. */
  unplug(node: string): string {
    return this.#change(node, () => this.#attachments.unplug(node));
  }

  /** The interfaces whose cables are plugged in again. */
  plug(node: string): readonly string[] {
    return this.#change(node, () => this.#attachments.plug(node));
  }

  /** If the host's way to the internet is then another one, its addresses are too. */
  #change<Result>(host: string, change: () => Result): Result {
    const before = this.attachment(host);
    const result = change();
    const now = this.attachment(host);
    if (now === undefined || now.router === before?.router) return result;
    const plan = this.#addresses;
    const left = plan.routersAbove[host]!;
    const leaving = [...left.flatMap((name) => this.router(name).external), ...plan.publicAddresses[host]!];
    const above = [now.router, ...this.#nodes.get(now.router)!.above.map((entry) => entry.name)];
    const outermost = above.findLast((name) => (this.#nodes.get(name)!.node as RouterNode).nat.translates);
    const shows = outermost === undefined ? [now.address] : this.router(outermost).external;
    this.#addresses = {
      ...plan,
      routersAbove: { ...plan.routersAbove, [host]: above },
      publicAddresses: { ...plan.publicAddresses, [host]: shows },
      formerly: withFormer(plan, [host], leaving),
    };
    return result;
  }

  #freeBeside(present: RouterState["external"]): RouterState["external"] {
    const prefix = present[0].slice(0, present[0].lastIndexOf("."));
    const { interfaces, formerly = {} } = this.#addresses;
    const taken = new Set([
      ...interfaces.flatMap((iface) => iface.addresses.map((net) => net.address)),
      ...Object.values(formerly).flat(),
    ]);
    const all = Array.from({ length: 253 }, (_, i) => `${prefix}.${i + 1}`);
    const free = all.filter((name) => !taken.has(name)).slice(0, present.length);
    if (free.length === present.length) return free as [string, ...string[]];
    throw new ConfigError(`too few addresses are free beside ${present.join(", ")}`);
  }
}

/** More than there are routers. */
const seedsApart = 0x10000;

/** The plan in which an interface, and all who show its addresses, have `next` instead of `before`. */
function withAddresses(
  plan: AddressPlan,
  { node, name }: { readonly node: string; readonly name: string },
  before: readonly string[],
  next: readonly string[],
): AddressPlan {
  const shown = Object.keys(plan.publicAddresses).filter((one) =>
    plan.publicAddresses[one]!.some((text) => before.includes(text)),
  );
  const others = (all: readonly string[]) => [...next, ...all.filter(isIpv6)];
  return {
    ...plan,
    interfaces: plan.interfaces.map((iface) =>
      iface.node === node && iface.name === name
        ? {
            ...iface,
            addresses: [
              ...next.map((address) => ({ address, prefix: 24 })),
              ...iface.addresses.filter(({ address }) => isIpv6(address)),
            ],
          }
        : iface,
    ),
    publicAddresses: {
      ...plan.publicAddresses,
      ...Object.fromEntries(shown.map((one) => [one, others(plan.publicAddresses[one]!)])),
    },
    formerly: withFormer(plan, [...new Set([node, ...shown])], before),
  };
}

function withFormer(
  plan: AddressPlan,
  nodes: readonly string[],
  addresses: readonly string[],
): Record<string, readonly string[]> {
  const formerly: Record<string, readonly string[]> = { ...plan.formerly };
  for (const node of nodes) formerly[node] = [...new Set([...(formerly[node] ?? []), ...addresses])];
  return formerly;
}
