import { instant, milliseconds, seconds, type Instant } from "../../../src/base/instant.ts";
import type { Endpoint } from "../../../src/base/address/endpoint.ts";
import { nat, type Nat } from "../../topology/nat/nat.ts";
import type { LinkSpec } from "../../topology/link-spec.ts";
import { planAddresses } from "../../topology/plan/plan-addresses.ts";
import type { Topology } from "../../topology/topology.ts";
import { walk } from "../../topology/walk.ts";
import { twoHomes } from "../../../topologies/two-homes.ts";
import { legsBetween } from "../../expect/loss/links-between.ts";
import type { CapturedPacket, Evidence, Step } from "../evidence.ts";

/** Where a datagram of the story stops: before it enters this node, or in it. */
export type Stop = { readonly lostBefore: string } | { readonly refusedBy: string };

/**
 * Invented evidence of two homes, alice (symmetric by default) and bob, and a supernode, as captures on every node would
 * have it. A test says what was sent when and how it ended; delays come from the links.
 */
export class Story {
  static readonly start = instant(1_790_000_000_000);
  static readonly size = 600;
  readonly packets = new Map<string, CapturedPacket[]>();
  readonly steps: Step[] = [];
  readonly #topology;
  readonly #plan;
  #sequence = 0;

  constructor(options: { linkA?: LinkSpec; linkB?: LinkSpec; linkSn?: LinkSpec; natB?: Nat } = {}) {
    this.#topology = twoHomes({ natA: nat.symmetric, natB: options.natB ?? nat.portRestricted, ...options });
    this.#plan = planAddresses(this.#topology);
    for (const node of ["sn", "homeA", "alice", "homeB", "bob", "internet"]) this.packets.set(node, []);
  }

  static at = (ms: number): Instant => instant(Story.start + ms);

  /** A datagram between hosts, rewritten by NATs according to `ports` (external port by inside host). */
  datagram(at: number, from: string, to: string, bytes: Uint8Array, stop?: Stop): number {
    const legs = legsBetween(this.#topology, from, to);
    const outside = { alice: 61822, bob: 40002, sn: 7654 }[to]!;
    let source: Endpoint = { address: this.#address(from, "eth0"), port: from === "sn" ? 7654 : 7001 };
    let target: Endpoint = { address: this.#plan.publicAddresses[to]![0]!, port: outside };
    const stations = [...legs.filter((leg) => leg.direction === "up").map((leg) => leg.node), "internet"];
    const down = legs.filter((leg) => leg.direction === "down").map((leg) => leg.node);
    let now = at;
    let previous = "";
    for (const [i, node] of [...stations, ...down].entries()) {
      const last = i === legs.length;
      if (i > 0) {
        if (stop && "lostBefore" in stop && stop.lostBefore === node) return now;
        now += legs[i - 1]!.asked.delay + 0.05;
        this.#seen(now, node, this.#interface(node, previous), "in", source, target, bytes);
        if (stop && "refusedBy" in stop && stop.refusedBy === node) return now;
        now += 0.02;
      }
      if (node === "homeA" && from === "alice")
        source = { address: this.#address("homeA", "wan"), port: to === "sn" ? 61800 : 61822 };
      if (node === "homeB" && from === "bob") source = { address: this.#address("homeB", "wan"), port: 40002 };
      if (node === "homeA" && to === "alice") target = { address: this.#address("alice", "eth0"), port: 7001 };
      if (node === "homeB" && to === "bob") target = { address: this.#address("bob", "eth0"), port: 7001 };
      const next = [...stations, ...down][i + 1];
      if (!last) this.#seen(now, node, this.#interface(node, next!), "out", source, target, bytes);
      previous = node;
    }
    return now;
  }

  /** One echo request and its reply, each carried over `path`; the reply may be lost too. */
  ping(
    at: number,
    from: string,
    to: string,
    path: "direct" | "relayed",
    stop: { there?: Stop; back?: Stop } = {},
  ): void {
    const sequence = ++this.#sequence;
    const arrived = this.#carry(at, from, to, path, { request: true, id: 77, sequence }, stop.there);
    if (arrived !== undefined)
      this.#carry(arrived + 0.1, to, from, path, { request: false, id: 77, sequence }, stop.back);
  }

  pings(n: number, at: number, path: "direct" | "relayed", every = 50): number {
    for (let i = 0; i < n; i++) this.ping(at + i * every, "alice", "bob", path);
    return at + n * every;
  }

  /** The test of a path: closed for alice's pings, then for bob's answers. Returns its end. */
  tested(at: number, path: "direct" | "relayed"): number {
    for (const [i, from] of (["alice", "bob"] as const).entries()) {
      const begin = at + i * 300;
      const stop = { refusedBy: from === "alice" ? "homeA" : "homeB" };
      for (let n = 0; n < 5; n++)
        this.ping(begin + n * 50, "alice", "bob", path, from === "alice" ? { there: stop } : { back: stop });
      const cut = { from, to: from === "alice" ? "bob" : "alice", path };
      this.steps.push({ at: Story.at(begin - 5), ended: Story.at(begin + 280), what: "closed", cut });
    }
    return at + 600;
  }

  evidence(until: number, more: Partial<Evidence> = {}): Evidence {
    return {
      scenario: "story",
      case: "one",
      world: "sim",
      seed: 1,
      topology: this.#topology,
      addresses: this.#plan,
      overlay: { alice: { device: "n2n0", address: "10.0.0.1" }, bob: { device: "n2n0", address: "10.0.0.2" } },
      relays: [{ node: "sn", port: 7654 }],
      captures: [...this.packets].map(([node, packets]) => ({
        node,
        dropped: 0,
        packets: [...packets].sort((a, b) => a.at - b.at).map((packet, i) => ({ ...packet, frame: i + 1 })),
      })),
      proofs: asDeclared(this.#topology),
      stimuli: [{ from: "alice", to: "bob", interval: milliseconds(50), size: Story.size, start: Story.start }],
      steps: this.steps,
      story: { end: "complete", claims: (more.steps ?? this.steps).filter((step) => step.claim !== undefined).length },
      logs: [],
      until: Story.at(until),
      ...more,
    };
  }

  #carry(
    at: number,
    from: string,
    to: string,
    path: string,
    echo: CapturedPacket["echo"],
    stop?: Stop,
  ): number | undefined {
    this.#overlay(at, from, "out", from, to, echo!);
    const bytes = carrierBytes(echo!);
    const relayed = path === "relayed";
    let now = this.datagram(
      at + 0.3,
      from,
      relayed ? "sn" : to,
      bytes,
      relayed && stopsAt(stop, to) ? undefined : stop,
    );
    if (stop && !(relayed && stopsAt(stop, to))) return undefined;
    if (relayed) now = this.datagram(now + 0.3, "sn", to, Uint8Array.of(...bytes, 9), stop);
    if (stop) return undefined;
    this.#overlay(now + 0.3, to, "in", from, to, echo!);
    return now + 0.3;
  }

  #overlay(
    at: number,
    node: string,
    direction: "in" | "out",
    from: string,
    to: string,
    echo: NonNullable<CapturedPacket["echo"]>,
  ): void {
    const overlay: Record<string, string> = { alice: "10.0.0.1", bob: "10.0.0.2" };
    const payload = new Uint8Array(Story.size + 8);
    payload.set([echo.request ? 8 : 0, 0, 0, 0, echo.id >> 8, echo.id & 255, echo.sequence >> 8, echo.sequence & 255]);
    const ends = { from: { address: overlay[from]!, port: 0 }, to: { address: overlay[to]!, port: 0 } };
    this.packets.get(node)!.push({
      at: Story.at(at),
      node,
      interface: "n2n0",
      direction,
      protocol: "icmp",
      ...ends,
      payload,
      echo,
      frame: 0,
    });
  }

  #seen(
    at: number,
    node: string,
    name: string,
    direction: "in" | "out",
    from: Endpoint,
    to: Endpoint,
    payload: Uint8Array,
  ): void {
    this.packets
      .get(node)!
      .push({ at: Story.at(at), node, interface: name, direction, protocol: "udp", from, to, payload, frame: 0 });
  }

  #address(node: string, name: string): string {
    return this.#plan.interfaces.find((iface) => iface.node === node && iface.name === name)!.addresses[0]!.address;
  }

  #interface(node: string, neighbour: string): string {
    return this.#plan.interfaces.find((iface) => iface.node === node && iface.peer.node === neighbour)!.name;
  }
}

/** Every router measured as declared, before and after. */
function asDeclared(topology: Topology): Evidence["proofs"] {
  const routers = [...walk(topology)].flatMap(({ name, node }) =>
    node.kind === "router" ? [{ router: name, declared: node.nat }] : [],
  );
  return routers.flatMap(({ router, declared }) => {
    if (!declared.translates) return [];
    const { translates, mapping, filtering, ports } = declared;
    const measured = {
      translates,
      mapping,
      filtering,
      ports,
      observations: [],
      hairpin: "none" as const,
      earlyInbound: "stable" as const,
    };
    return [
      { router, declared, measured },
      { router, declared, measured, when: "after" as const },
    ];
  });
}

/** Steps as a scenario would record them. */
export const claimed = (claim: NonNullable<Step["claim"]>): Step => ({ at: claim.from, what: claim.kind, claim });

export const within = seconds;

function carrierBytes(echo: NonNullable<CapturedPacket["echo"]>): Uint8Array {
  const bytes = new Uint8Array(Story.size + 60).fill(echo.request ? 1 : 2);
  bytes.set([echo.sequence >> 8, echo.sequence & 255]);
  return bytes;
}

const stopsAt = (stop: Stop | undefined, to: string): boolean => {
  const home = to === "alice" ? "homeA" : "homeB";
  const place = stop === undefined ? "" : "lostBefore" in stop ? stop.lostBefore : stop.refusedBy;
  return place === to || place === home;
};
