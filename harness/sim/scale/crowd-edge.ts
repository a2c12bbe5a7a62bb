import type { Endpoint } from "../../../src/base/address/endpoint.ts";
import { macAt, type Mac } from "../../../src/base/address/mac.ts";
import { seededRandom, type Random } from "../../../src/base/random.ts";
import type { EdgeAction } from "../../../src/edge/action.ts";
import type { EdgeConfig } from "../../../src/edge/config.ts";
import type { EdgeEvent } from "../../../src/edge/event.ts";
import { Edge } from "../../../src/edge/machine.ts";
import type { EdgeMachine } from "../edge-program.ts";
import type { EventQueue } from "../network/event-queue.ts";
import { SimProgram } from "../program.ts";
import { simEdgeConfig } from "../programs.ts";
import type { HomeSocket, Internet } from "./internet.ts";
import { isRequest, pingNumber } from "./ping-frame.ts";
import type { ScaleEdge } from "./plan.ts";
import { seedOf } from "./seed-of.ts";

export interface CrowdParts {
  readonly seed: number;
  readonly queue: EventQueue;
  readonly internet: Internet;
  readonly makeEdge: (config: EdgeConfig, random: Random) => EdgeMachine;
}

export interface EdgeTells {
  /** A ping frame came out of its TAP. */
  readonly delivered: (at: CrowdEdge, ping: { source: Mac; request: boolean; number: number }) => void;
  /** `socket` absent = relayed. */
  readonly path: (of: CrowdEdge, peer: Mac, socket: Endpoint | undefined) => void;
}

/** One edge of the crowd: it can end and start again, as another process under the same MAC address. */
export class CrowdEdge {
  readonly name: string;
  readonly community: string;
  readonly mac: Mac;
  readonly address: string;
  readonly #edge: ScaleEdge;
  readonly #supernodes: readonly Endpoint[];
  readonly #ground: CrowdParts;
  readonly #tells: EdgeTells;
  readonly #random: Random;
  readonly #config: EdgeConfig;
  #machine: EdgeMachine | undefined;
  #program: SimProgram<EdgeEvent, EdgeAction> | undefined;
  #socket: HomeSocket | undefined;

  constructor(edge: ScaleEdge, supernodes: readonly Endpoint[], ground: CrowdParts, tells: EdgeTells) {
    this.#edge = edge;
    this.#supernodes = supernodes;
    this.#ground = ground;
    this.#tells = tells;
    this.#random = seededRandom(seedOf(ground.seed, edge.name));
    const hosts = this.#supernodes.map(({ address }) => address);
    const { community, address } = edge;
    // Not encrypted, so that pings are known on their way.
    this.#config = simEdgeConfig(edge.name, { address, n2n: { community, transform: "null" } }, hosts, this.#random);
    this.name = edge.name;
    this.community = community;
    this.mac = this.#config.mac;
    this.address = address.split("/")[0]!;
  }

  get isUp(): boolean {
    return this.#program !== undefined;
  }

  /** In its table; 0 if the edge does not report it. */
  get peers(): number {
    return this.#machine instanceof Edge ? this.#machine.status().peers.length : 0;
  }

  start(): void {
    const { queue, internet, makeEdge } = this.#ground;
    const { name, site, host } = this.#edge;
    const port = 32_768 + (this.#random.u32() % 28_232);
    this.#machine = makeEdge(this.#config, this.#random);
    const program = new SimProgram<EdgeEvent, EdgeAction>(
      this.#machine,
      (action) => this.#perform(action),
      { kind: "tick" },
      queue,
    );
    this.#program = program;
    this.#socket = internet.open(name, site, host, port, (from, bytes, multicast) => {
      program.feed({ kind: "datagram", from, bytes, ...(multicast && { multicast }) });
    });
    program.feed({ kind: "start" });
  }

  /** Into its TAP. */
  frame(frame: Uint8Array): void {
    this.#program?.feed({ kind: "frame", frame });
  }

  end(politely: boolean): void {
    if (politely) this.#program?.feed({ kind: "stop" });
    this.#program?.end();
    this.#socket?.close();
    this.#program = this.#machine = this.#socket = undefined;
  }

  #perform(action: EdgeAction): void {
    switch (action.kind) {
      case "send":
        return this.#socket?.send(action.to, action.bytes);
      case "announce":
        return this.#socket?.announce(action.bytes);
      case "deliver":
        return this.#deliver(action.frame);
      case "path":
        return this.#tells.path(this, action.peer, action.path === "direct" ? action.socket : undefined);
      case "configure":
      case "resolve":
      case "forward":
      case "relay":
      case "groups":
      case "claimed":
      case "session":
      case "authentic":
      case "stamps":
      case "reconnect":
      case "fragments":
      case "note":
      case "stopped":
        return;
    }
  }

  #deliver(frame: Uint8Array): void {
    const [number, request] = [pingNumber(frame), isRequest(frame)];
    if (number !== undefined && request !== undefined) {
      this.#tells.delivered(this, { source: macAt(frame, 6), request, number });
    }
  }
}
