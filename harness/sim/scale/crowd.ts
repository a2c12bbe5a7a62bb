/**
 * A crowd of edges in virtual time, in the order in which it happens:
 *
 * 1. `cli.ts`: how many edges, and the seed
 * 2. `generate.ts`: both → `plan.ts`: which host is where, which pairs ping each other, what happens when
 * 3. here: runs the plan; `crowd-edge.ts`, `crowd-supernode.ts`: our machines, each with its own seed (`seed-of.ts`)
 * 4. `internet.ts`: the fate of each datagram between NATs and links; `ping-frame.ts` recognises pings in it
 * 5. `watch.ts`: checks the invariants against these fates; `costs.ts`: counts what everything costs
 * 6. `shrink.ts`: the smallest plan that still fails; `snippet.ts`: that plan as the text of a scenario
 *
 * @module
 */

import { Bug } from "../../../src/base/bug.ts";
import { endpointKey, type Endpoint } from "../../../src/base/address/endpoint.ts";
import { after, instant, milliseconds, since } from "../../../src/base/instant.ts";
import type { Mac } from "../../../src/base/address/mac.ts";
import type { Random } from "../../../src/base/random.ts";
import type { EdgeConfig } from "../../../src/edge/config.ts";
import { Edge } from "../../../src/edge/machine.ts";
import type { EdgeMachine } from "../edge-program.ts";
import { EventQueue } from "../network/event-queue.ts";
import { Costs } from "./costs.ts";
import { CrowdEdge } from "./crowd-edge.ts";
import { CrowdSupernode } from "./crowd-supernode.ts";
import { Internet } from "./internet.ts";
import { pingFrame } from "./ping-frame.ts";
import type { PlannedPings, ScaleEvent, ScalePlan } from "./plan.ts";
import { Watch, type Violation } from "./watch.ts";

export interface ScaleOptions {
  /** A different edge, to show that a flaw is found. */
  readonly makeEdge?: (config: EdgeConfig, random: Random) => EdgeMachine;
  /** Stop at the first violation. */
  readonly stopEarly?: boolean;
  /** Called after every `tuned.sample` of virtual time. */
  readonly onProgress?: (now: number) => void;
}

export interface ScaleResult {
  readonly violations: readonly Violation[];
  readonly counts: Watch["counts"];
  readonly costs: ReturnType<Costs["report"]>;
}

/** Tunable: milliseconds between samples of tables. */
const tuned = { sample: 10_000 };

const start = instant(Date.UTC(2026, 0, 1));

/** Runs a plan in virtual time. The same plan has the same result. */
export function runScale(plan: ScalePlan, options: ScaleOptions = {}): ScaleResult {
  return new Crowd(plan, options).run();
}

class Crowd {
  readonly #plan: ScalePlan;
  readonly #options: ScaleOptions;
  readonly #queue = new EventQueue(start);
  readonly #watch = new Watch(
    () => this.#elapsed,
    (wait, run) => this.#queue.after(milliseconds(wait), run),
  );
  readonly #costs = new Costs();
  readonly #internet: Internet;
  readonly #supernodes = new Map<string, CrowdSupernode>();
  readonly #edges = new Map<string, CrowdEdge>();
  readonly #byMac = new Map<Mac, CrowdEdge>();
  #pings = 0;

  constructor(plan: ScalePlan, options: ScaleOptions) {
    const { seed, sites, edges, supernodes } = plan;
    this.#plan = plan;
    this.#options = options;
    this.#internet = new Internet(seed, sites, this.#queue, (sent, fate, receiver) => {
      const fromEdge = this.#edges.has(sent.sender);
      // A supernode cannot know that an edge is gone until its registration expires: that is not a belief in a path.
      if (fromEdge || fate === "delivered" || fate === "lost") this.#watch.fate(sent, fate, receiver);
      this.#costs.count(sent, fromEdge, receiver);
    });
    const ground = { seed, queue: this.#queue, internet: this.#internet };
    const sockets = supernodes.map((_, i): Endpoint => ({ address: `198.18.0.${i + 1}`, port: 7654 }));
    supernodes.forEach((name, i) => {
      this.#supernodes.set(
        name,
        new CrowdSupernode(
          name,
          sockets[i]!,
          sockets.filter((_, j) => j !== i),
          ground,
        ),
      );
    });
    const makeEdge = options.makeEdge ?? ((config: EdgeConfig, random: Random) => new Edge(config, random));
    for (const other of edges) {
      const mine = supernodes.map((name, i) => ({ name, socket: sockets[i]! }));
      const preferred = mine.sort((a, b) => Number(b.name === other.prefers) - Number(a.name === other.prefers));
      const edge = new CrowdEdge(
        other,
        preferred.map(({ socket }) => socket),
        { ...ground, makeEdge },
        {
          delivered: (to, frame) => this.#delivered(to, frame),
          path: (of, peer, socket) => this.#path(of, peer, socket),
        },
      );
      this.#edges.set(other.name, edge);
      this.#byMac.set(edge.mac, edge);
    }
  }

  run(): ScaleResult {
    const { edges, conversations, events, lasts } = this.#plan;
    const began = this.#costs.begin();
    for (const supernode of this.#supernodes.values()) supernode.start();
    for (const { name, starts } of edges) this.#at(starts, () => this.#start(name));
    for (const conversation of conversations) this.#at(conversation.starts, () => this.#talk(conversation));
    for (const event of events) this.#at(event.at, () => this.#happen(event));
    for (let at = tuned.sample; at <= lasts; at += tuned.sample) this.#at(at, () => this.#sample());
    const end = after(start, milliseconds(lasts));
    const early = this.#options.stopEarly === true;
    while (!(early && this.#watch.violations.length > 0) && this.#queue.step(end));
    return {
      violations: this.#watch.violations,
      counts: this.#watch.counts,
      costs: this.#costs.report(began, { edges: edges.length, milliseconds: this.#elapsed }),
    };
  }

  get #elapsed(): number {
    return since(start, this.#queue.now);
  }

  #at(milli: number, run: () => void): void {
    this.#queue.at(after(start, milliseconds(milli)), run);
  }

  #start(name: string): void {
    this.#edges.get(name)!.start();
    this.#watch.disturb([name]);
  }

  #talk(conversation: PlannedPings): void {
    const [from, to] = [this.#edges.get(conversation.from), this.#edges.get(conversation.to)];
    if (from === undefined || to === undefined) throw new Bug(`no such pair: ${conversation.from}, ${conversation.to}`);
    if (from.isUp && to.isUp) {
      const number = ++this.#pings;
      this.#watch.ping(number, conversation.from, conversation.to);
      this.#queue.after(milliseconds(this.#watch.patience), () => {
        this.#watch.judgePing(number, (name) => this.#edges.get(name)!.isUp);
      });
      from.frame(pingFrame(from, to, true, number));
    }
    this.#queue.after(milliseconds(conversation.every), () => this.#talk(conversation));
  }

  #delivered(at: CrowdEdge, { source, request, number }: { source: Mac; request: boolean; number: number }): void {
    const from = this.#byMac.get(source);
    if (from === undefined) return;
    if (from.community !== at.community) this.#watch.crossed(from.name, at.name);
    if (request) at.frame(pingFrame(at, from, false, number));
    else this.#watch.answered(number);
  }

  #path(of: CrowdEdge, peer: Mac, socket: Endpoint | undefined): void {
    const other = this.#byMac.get(peer);
    if (other !== undefined) this.#watch.path(of.name, other.name, socket && endpointKey(socket));
  }

  #happen(event: ScaleEvent): void {
    switch (event.kind) {
      case "leave":
      case "crash":
        this.#watch.disturb([event.edge]);
        return this.#edges.get(event.edge)!.end(event.kind === "leave");
      case "return":
        return this.#start(event.edge);
      case "nat-reboot":
        this.#watch.disturb(this.#plan.edges.filter(({ site }) => site === event.site).map(({ name }) => name));
        return this.#internet.reboot(event.site);
      case "supernode-crash":
        this.#watch.disturbAll();
        return this.#supernodes.get(event.supernode)!.crash();
      case "supernode-return":
        this.#watch.disturbAll();
        return this.#supernodes.get(event.supernode)!.start();
    }
  }

  /** Compares tables with what they can contain: an edge's its community, a supernode's all edges, a NAT's its flows. */
  #sample(): void {
    const sizes = new Map<string, number>();
    for (const { community } of this.#plan.edges) sizes.set(community, (sizes.get(community) ?? 0) + 1);
    for (const edge of this.#edges.values()) {
      if (edge.isUp) this.#costs.peers(edge.peers);
      this.#watch.bounded(edge.name, "peers", edge.peers, sizes.get(edge.community)!);
    }
    for (const [name, it] of this.#supernodes) {
      for (const { community, edges } of it.tables()) {
        this.#watch.bounded(name, `edges in ${community}`, edges, sizes.get(community) ?? 0);
      }
    }
    for (const { count } of this.#internet.bindings()) this.#costs.mappings(count);
    this.#options.onProgress?.(this.#elapsed);
  }
}
