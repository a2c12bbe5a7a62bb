import { never } from "../../src/base/bug.ts";
import { since, type Instant } from "../../src/base/instant.ts";
import type { Machine } from "../../src/base/machine.ts";
import type { SupernodeAction } from "../../src/supernode/action.ts";
import type { SupernodeEvent } from "../../src/supernode/event.ts";
import type { Network } from "./network/network.ts";
import type { SocketNode } from "./network/nodes.ts";
import { SimProgram } from "./program.ts";
import { noteLine, type Running } from "./running.ts";
import type { SimulatedSocket } from "./network/udp-stack.ts";

/** Fact sheet §17. */
export const simSupernodePort = 7654;

/** A supernode on a simulated host. */
export class SupernodeProgram implements Running {
  readonly program = "supernode";
  readonly lines: string[] = [];
  readonly #node: SocketNode;
  readonly #network: Network;
  readonly #program: SimProgram<SupernodeEvent, SupernodeAction>;
  readonly #started: Instant;
  readonly #socket: SimulatedSocket;

  constructor(machine: Machine<SupernodeEvent, SupernodeAction>, node: SocketNode, network: Network) {
    this.#node = node;
    this.#network = network;
    this.#started = network.queue.now;
    this.#program = new SimProgram(machine, (action) => this.#perform(action), { kind: "tick" }, network.queue);
    this.#socket = node.udp.bind({ port: simSupernodePort }, ({ from, to, bytes }) =>
      this.#program.feed({ kind: "datagram", from, to, bytes }),
    )!;
    this.#program.feed({ kind: "start" });
  }

  stop(): void {
    this.#program.feed({ kind: "stop" });
  }

  #perform(action: SupernodeAction): void {
    switch (action.kind) {
      case "send":
        return this.#node.send(simSupernodePort, action.to, action.bytes, action.source?.address);
      case "note":
        this.lines.push(noteLine(since(this.#started, this.#network.queue.now), action.note));
        return;
      case "close":
      case "entered":
      case "left":
      case "plain only":
        // No edge of the simulation registers over TCP, and every PACKET goes to the machine.
        return;
      case "stopped":
        this.#program.end();
        return this.#socket.close();
      default:
        return never(action);
    }
  }
}
