/**
 * A case in the simulation, in the order in which it happens; all of it in virtual time (`network/event-queue.ts`):
 *
 * 1. `network/network.ts`: the network with its NATs; `prove.ts` measures them with the laboratory's prober (`probe-sockets.ts`)
 * 2. `programs.ts`: options of a story → configurations of our machines
 * 3. `edge-program.ts`, `supernode-program.ts`: the machines on their hosts; `program.ts` drives one as the runtime does
 * 4. `overlay/`: the TAP of an edge, and behind it the host's ARP and ping
 * 5. `network/`: each datagram over cables and through NATs; what interfaces see becomes captures (`network/capture-log.ts`)
 * 6. `pings.ts`: pings through the overlay, and over cables
 * 7. `sim-events.ts`: what happens to the network
 * 8. here: NATs are measured again, and the evidence is complete
 *
 * @module
 */
import { ConfigError } from "../../src/base/config-error.ts";
import { isIpv6 } from "../../src/base/address/ip.ts";
import {
  after,
  earliest,
  instant,
  milliseconds,
  seconds,
  since,
  type Duration,
  type Instant,
} from "../../src/base/instant.ts";
import { Edge } from "../../src/edge/machine.ts";
import type { EdgeConfig } from "../../src/edge/config.ts";
import type { Random } from "../../src/base/random.ts";
import { Supernode } from "../../src/supernode/machine.ts";
import { topologyAt } from "../evidence/topology-at.ts";
import type { Cut, Evidence, NatProof, Step, StoryEnd } from "../evidence/evidence.ts";
import { checkNames, dnsName } from "../services/dns/servers.ts";
import { NotSimulated } from "../story/not-simulated.ts";
import { lookUntil, type Enough } from "../story/look.ts";
import { lossyCables } from "../story/lossy-cables.ts";
import { planOverlay } from "../story/story-plan.ts";
import type { HelperOptions, NodeOptions, World } from "../story/world.ts";
import type { ProofDepth } from "../lab/probe-place.ts";
import type { NetworkEvent } from "../topology/event.ts";
import type { Topology } from "../topology/topology.ts";
import { EdgeProgram, type EdgeMachine } from "./edge-program.ts";
import { Network } from "./network/network.ts";
import type { SocketNode } from "./network/nodes.ts";
import { overlayDevice, type OverlayDevice } from "./overlay/device.ts";
import { SimPings } from "./pings.ts";
import { simEdgeConfig, simSupernodeConfig } from "./programs.ts";
import { proveSimNats } from "./prove.ts";
import type { Running } from "./running.ts";
import { SimEvents } from "./sim-events.ts";
import { simSupernodePort, SupernodeProgram } from "./supernode-program.ts";

export interface SimSettings {
  readonly scenario: string;
  readonly case: string;
  readonly seed: number;
  readonly proof?: ProofDepth;
  /** Absent = half as often as in the laboratory. */
  readonly pingEvery?: Duration;
  /** Awaited at each look, so that others have their turn. */
  readonly breathe?: () => Promise<void>;
  /** A different edge, to show what a flaw does. */
  readonly makeEdge?: (config: EdgeConfig, random: Random) => EdgeMachine;
}

/** 2026-01-01: stamps on the wire are counted from the epoch, and every run has the same ones. */
const start = instant(Date.UTC(2026, 0, 1));

/**
 * Tunable: when evidence is judged: often at first, then after each fifth of the elapsed time, because judging costs more
 * than simulating, and grows with the evidence. `pings`: fewer than in the laboratory are judged faster.
 */
const tuned = { look: { least: milliseconds(100), share: 0.2 }, pings: milliseconds(50) };

/** Tunable: virtual minutes cost nothing. */
const longestLifetime = seconds(600);

/** The second world: the machines themselves over a simulated network, in virtual time. Reproducible to the byte. */
export class SimWorld implements World {
  readonly kind = "sim";
  readonly #topology: Topology;
  readonly #settings: SimSettings;
  readonly #network: Network;
  readonly #events: SimEvents;
  readonly #proofs: NatProof[];
  readonly #planned: Readonly<Record<string, string>>;
  readonly #overlay: Record<string, { device: string; address: string }> = {};
  readonly #devices = new Map<string, OverlayDevice>();
  readonly #running = new Map<string, Running[]>();
  readonly #supernodes: string[] = [];
  readonly #pings: SimPings;
  /** How often loads were ended. */
  readonly #steps: Step[] = [];
  #sealed: Evidence | undefined;
  readonly #logs: { node: string; program: string; lines: readonly string[] }[] = [];

  /** Builds the network and measures its NATs. */
  static async open(topology: Topology, settings: SimSettings): Promise<SimWorld> {
    const network = new Network(topology, settings.seed, start);
    const full = settings.proof === "full";
    const lifetime = { now: () => network.queue.now, longest: longestLifetime };
    const proofs = await proveSimNats(network, full ? { depth: "full", lifetime } : {});
    network.log.recording = true;
    const world = new SimWorld(topology, settings, network, proofs);
    if (full) world.#events.forgetMappings();
    return world;
  }

  private constructor(topology: Topology, settings: SimSettings, network: Network, proofs: NatProof[]) {
    this.#topology = topology;
    this.#settings = settings;
    this.#network = network;
    const timing = { seed: settings.seed, every: settings.pingEvery ?? tuned.pings };
    this.#pings = new SimPings(network, timing, (from, to, ...ping) => {
      const destination = (this.#overlay[to]?.address ?? this.#planned[to]!).split("/")[0]!;
      this.#devices.get(from)?.stack.ping(destination, ...ping);
    });
    this.#events = new SimEvents(network, (time) => this.pass(time));
    this.#proofs = proofs;
    this.#planned = planOverlay(topology);
  }

  now(): Instant {
    return this.#network.queue.now;
  }

  async startHelper(node: string, options: HelperOptions = {}): Promise<void> {
    const { random } = this.#network;
    const machine = new Supernode(simSupernodeConfig(random, options), random);
    this.#run(node, new SupernodeProgram(machine, this.#host(node), this.#network));
    if (!this.#supernodes.includes(node)) this.#supernodes.push(node);
  }

  async startNode(name: string, options: NodeOptions): Promise<void> {
    const network = this.#network;
    const node = this.#host(name);
    const asked = options.helper === undefined ? this.#supernodes : [this.#host(options.helper).name];
    if (options.byName) checkNames(this.#topology);
    const supernodes = asked.flatMap((each) => {
      if (options.byName) return [dnsName(each)];
      return network.plan.publicAddresses[each]!.filter((one) => isIpv6(one) === (options.underlay === "IPv6")).slice(
        0,
        1,
      );
    });
    const address = options.address ?? this.#planned[name]!;
    const config = simEdgeConfig(name, { ...options, address }, supernodes, network.random);
    const machine = this.#settings.makeEdge?.(config, network.random) ?? new Edge(config, network.random);
    const onConfigured = (device: OverlayDevice, address: string) => {
      this.#devices.set(name, device);
      this.#overlay[name] = { device: overlayDevice, address };
    };
    this.#run(
      name,
      new EdgeProgram(machine, { node, network, config, onConfigured, ...(options.port && { port: options.port }) }),
    );
  }

  async start(): Promise<void> {
    throw new NotSimulated("programs of a scenario's own");
  }

  async stop(node: string): Promise<void> {
    for (const running of this.#running.get(node) ?? []) running.stop();
    this.#running.delete(node);
    this.#devices.delete(node);
  }

  async cutOff(node: string): Promise<void> {
    this.#network.cables.cutOff(this.#host(node).name);
  }

  async ping(from: string, to: string): Promise<void> {
    this.#pings.between(from, to);
  }

  async loadCables(count: number, which?: "lossy" | "impaired"): Promise<void> {
    for (const cable of lossyCables(
      topologyAt({ topology: this.#topology, steps: this.#steps }, this.now()),
      this.#network.plan,
      which,
    ))
      this.#pings.over(cable, count);
  }

  async unloadCables(): Promise<void> {
    this.#pings.unload();
  }

  async silence(): Promise<void> {
    this.#pings.silence();
  }

  async happen(event: NetworkEvent): Promise<void> {
    await this.#events.happen(event);
  }

  async cut(cut: Cut): Promise<void> {
    this.#events.cut(cut, this.#relays);
  }

  async mend(cut: Cut): Promise<void> {
    this.#events.mend(cut, this.#relays);
  }

  async passUntil(done: (evidence: Evidence) => Enough, deadline: Instant): Promise<void> {
    const begun = this.now();
    const wait = async (soonest: Instant | undefined): Promise<void> => {
      await this.#settings.breathe?.();
      const time = Math.max(tuned.look.least, since(begun, this.now()) * tuned.look.share) as Duration;
      const next = Math.max(after(this.now(), time), soonest ?? -Infinity) as Instant;
      this.#advance(earliest(next, deadline)!);
    };
    await lookUntil({ look: () => this.#evidence(), wait }, done, deadline);
  }

  async pass(time: Duration): Promise<void> {
    this.#advance(after(this.now(), time));
  }

  record(step: Step): void {
    this.#steps.push(step);
  }

  async seal(story: StoryEnd): Promise<Evidence> {
    this.#sealed ??= await this.#seal(story);
    return this.#sealed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#network.log.recording = false;
  }

  async #seal(story: StoryEnd): Promise<Evidence> {
    this.#network.log.recording = false;
    const evidence = this.#evidence();
    return { ...evidence, story, proofs: [...evidence.proofs, ...(await this.#proofsAfter())] };
  }

  /** A story that found a NAT wrong before it began has nothing to prove again. */
  async #proofsAfter(): Promise<readonly NatProof[]> {
    if (this.#steps.length === 0) return [];
    this.#events.restore();
    const proofs = await proveSimNats(this.#network, { round: 1 });
    return proofs.map((proof) => ({ ...proof, when: "after" as const }));
  }

  #advance(until: Instant): void {
    while (this.#network.queue.step(until));
  }

  get #relays(): Evidence["relays"] {
    return this.#supernodes.map((node) => ({ node, port: simSupernodePort }));
  }

  #host(name: string): SocketNode {
    const node = this.#network.node(name);
    if (node === undefined || this.#planned[name] === undefined) throw new ConfigError(`unknown host ${name}`);
    return node;
  }

  #run(node: string, running: Running): void {
    this.#running.set(node, [...(this.#running.get(node) ?? []), running]);
    this.#logs.push({ node, program: running.program, lines: running.lines });
  }

  /** The evidence so far, a new value each time. */
  #evidence(): Evidence {
    const { scenario, case: caseName, seed } = this.#settings;
    return {
      scenario,
      case: caseName,
      world: "sim",
      seed,
      topology: this.#topology,
      addresses: this.#network.plan,
      overlay: { ...this.#overlay },
      relays: this.#relays,
      captures: this.#network.log.captures(),
      proofs: this.#proofs,
      stimuli: this.#pings.stimuli,
      steps: [...this.#steps],
      logs: [...this.#logs],
      until: this.now(),
    };
  }
}
