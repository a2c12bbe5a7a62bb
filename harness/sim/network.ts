import type { Instant } from "../../src/base/instant.ts";
import { seededRandom, type Random } from "../../src/base/random.ts";
import { planAddresses, core } from "../topology/plan-addresses.ts";
import type { AddressPlan } from "../topology/addresses.ts";
import type { Topology } from "../topology/topology.ts";
import { walk } from "../topology/walk.ts";
import { Cables } from "./cables.ts";
import { CaptureLog } from "./capture-log.ts";
import { EventQueue } from "./event-queue.ts";
import { attachRouter, attachSwitch, SocketNode } from "./nodes.ts";

/** A topology that carries UDP in virtual time. The same topology and seed behave the same, packet by packet. */
export class Network {
  readonly plan: AddressPlan;
  readonly queue: EventQueue;
  readonly log: CaptureLog;
  readonly cables: Cables;
  /** For what has no stream of its own. */
  readonly random: Random;
  readonly #nodes = new Map<string, SocketNode>();

  constructor(topology: Topology, seed: number, start: Instant) {
    const nodes = [...walk(topology)];
    this.plan = planAddresses(topology);
    this.queue = new EventQueue(start);
    this.log = new CaptureLog([core, ...nodes.map(({ name }) => name)]);
    this.cables = new Cables(topology, this.plan, seed, this.queue, this.log);
    this.random = seededRandom(seed);
    this.#nodes.set(core, new SocketNode(core, this, this.random));
    let natSeed = seed;
    for (const { name, node } of nodes) {
      if (node.kind === "host") this.#nodes.set(name, new SocketNode(name, this, this.random));
      else {
        // Numbered as the laboratory numbers its rulesets, so that both hand out the same ports.
        attachRouter(name, node, natSeed++, this);
        attachSwitch(name, node, this);
      }
    }
  }

  /** A host, or the core. */
  node(name: string): SocketNode | undefined {
    return this.#nodes.get(name);
  }
}
