import type { Instant } from "../../../src/base/instant.ts";
import { seededRandom, type Random } from "../../../src/base/random.ts";
import { core } from "../../topology/plan/plan-addresses.ts";
import { NetworkState } from "../../topology/network-state.ts";
import type { AddressPlan } from "../../topology/plan/addresses.ts";
import type { Topology } from "../../topology/topology.ts";
import { walk } from "../../topology/walk.ts";
import { Cables } from "./cables.ts";
import { CaptureLog } from "./capture-log.ts";
import { EventQueue } from "./event-queue.ts";
import { Partitions } from "./partitions.ts";
import { attachSwitch, SimRouter, SocketNode } from "./nodes.ts";

/** A topology that carries UDP in virtual time. The same topology and seed behave the same, packet by packet. */
export class Network {
  readonly state: NetworkState;
  readonly queue: EventQueue;
  readonly log: CaptureLog;
  readonly cables: Cables;
  readonly partitions = new Partitions();
  /** Random numbers for everything without its own stream. */
  readonly random: Random;
  readonly #nodes = new Map<string, SocketNode>();
  readonly #routers = new Map<string, SimRouter>();

  constructor(topology: Topology, seed: number, start: Instant) {
    const nodes = [...walk(topology)];
    this.state = new NetworkState(topology, seed);
    this.queue = new EventQueue(start);
    this.log = new CaptureLog([core, ...nodes.map(({ name }) => name)]);
    this.cables = new Cables(topology, this.plan, seed, this.queue, this.log);
    this.random = seededRandom(seed);
    this.#nodes.set(core, new SocketNode(core, this, this.random));
    for (const { name, node } of nodes) {
      if (node.kind === "host") this.#nodes.set(name, new SocketNode(name, this, this.random));
      else {
        this.#routers.set(name, new SimRouter(name, this));
        attachSwitch(name, node, this);
      }
    }
  }

  /** The current one: routers get other addresses, and hosts move. */
  get plan(): AddressPlan {
    return this.state.addresses;
  }

  router(name: string): SimRouter | undefined {
    return this.#routers.get(name);
  }

  /** A host, or the core. */
  node(name: string): SocketNode | undefined {
    return this.#nodes.get(name);
  }
}
