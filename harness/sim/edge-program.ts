import { never } from "../../src/base/bug.ts";
import type { Endpoint } from "../../src/base/address/endpoint.ts";
import { since, type Instant } from "../../src/base/instant.ts";
import type { EdgeAction } from "../../src/edge/action.ts";
import type { EdgeConfig } from "../../src/edge/config.ts";
import type { EdgeEvent } from "../../src/edge/event.ts";
import type { Machine } from "../../src/base/machine.ts";
import { dnsServers } from "../services/dns/servers.ts";
import { core } from "../topology/plan/plan-addresses.ts";
import type { Network } from "./network/network.ts";
import type { SocketNode } from "./network/nodes.ts";
import { OverlayDevice } from "./overlay/device.ts";
import { SimProgram } from "./program.ts";
import { noteLine, type Running } from "./running.ts";
import type { SimulatedSocket } from "./network/udp-stack.ts";

/** Fact sheet §10.6. */
const spec = { discovery: { address: "224.0.0.68", port: 1968 } } as const;

export type EdgeMachine = Machine<EdgeEvent, EdgeAction>;

export interface EdgePlace {
  readonly node: SocketNode;
  readonly network: Network;
  readonly config: EdgeConfig;
  /** Absent = any. */
  readonly port?: number;
  /** The edge has a TAP, or another address for it. */
  onConfigured(device: OverlayDevice, address: string): void;
}

/** An edge on a simulated host: its socket, its discovery socket and its TAP. */
export class EdgeProgram implements Running {
  readonly program = "edge";
  readonly lines: string[] = [];
  readonly #place: EdgePlace;
  readonly #program: SimProgram<EdgeEvent, EdgeAction>;
  readonly #started: Instant;
  readonly #socket: SimulatedSocket;
  readonly #discovery: SimulatedSocket | undefined;
  #device: OverlayDevice | undefined;

  constructor(machine: EdgeMachine, place: EdgePlace) {
    const { node, network } = place;
    this.#place = place;
    this.#started = network.queue.now;
    this.#program = new SimProgram(machine, (action) => this.#perform(action), { kind: "tick" }, network.queue);
    this.#socket = node.udp.bind({ port: place.port ?? 0 }, ({ from, bytes }) =>
      this.#program.feed({ kind: "datagram", from, bytes }),
    )!;
    this.#discovery = place.config.localDiscovery
      ? node.udp.bind({ port: spec.discovery.port }, ({ from, bytes }) =>
          this.#program.feed({ kind: "datagram", from, bytes, multicast: true }),
        )
      : undefined;
    this.#program.feed({ kind: "start" });
  }

  stop(): void {
    this.#program.feed({ kind: "stop" });
  }

  #perform(action: EdgeAction): void {
    switch (action.kind) {
      case "send":
        return this.#send(action.to, action.bytes);
      case "announce":
        return this.#send(spec.discovery, action.bytes);
      case "deliver":
        return this.#device?.deliver(action.frame);
      case "configure":
        return this.#configure(action);
      case "resolve":
        return this.#resolve(action.host);
      case "path":
        return this.#say({ level: "info", what: "path", with: { peer: action.peer, path: action.path } });
      case "forward":
      case "relay":
      case "groups":
      case "claimed":
      case "session":
      case "authentic":
      case "stamps":
      case "reconnect":
      case "fragments":
        // For datapaths that carry PACKETs on their own; here every frame goes through the machine.
        return;
      case "note":
        return this.#say(action.note);
      case "stopped":
        return this.#end();
      default:
        return never(action);
    }
  }

  #send(to: Endpoint, bytes: Uint8Array): void {
    this.#place.node.send(this.#socket.port, to, bytes);
  }

  #configure({ mac, address }: Extract<EdgeAction, { kind: "configure" }>): void {
    const { node, network } = this.#place;
    const toEdge = (frame: Uint8Array) => this.#program.feed({ kind: "frame", frame });
    this.#device = new OverlayDevice(node.name, mac, address.address, network, toEdge);
    this.#place.onConfigured(this.#device, `${address.address}/${address.prefix}`);
  }

  /** As the router would answer, at once; the answer is a separate event. */
  #resolve(host: string): void {
    const { queue, plan, state } = this.#place.network;
    const [router = core] = plan.routersAbove[this.#place.node.name] ?? [];
    const server = dnsServers(state.topology, plan).find(({ node }) => node === router);
    const addresses = server?.records[host] ?? plan.publicAddresses[host] ?? [];
    queue.at(queue.now, () => this.#program.feed({ kind: "resolved", host, addresses }));
  }

  #say(note: Parameters<typeof noteLine>[1]): void {
    this.lines.push(noteLine(since(this.#started, this.#place.network.queue.now), note));
  }

  #end(): void {
    this.#program.end();
    this.#socket.close();
    this.#discovery?.close();
    this.#device = undefined;
  }
}
