import type { Socket } from "node:dgram";
import { performance } from "node:perf_hooks";
import type { Endpoint } from "../../../../src/base/address/endpoint.ts";
import { instant, type Instant } from "../../../../src/base/instant.ts";
import { seededRandom } from "../../../../src/base/random.ts";
import { DhcpClient, type DhcpAction, type DhcpEvent } from "../../../services/dhcp/client.ts";
import { decodeDhcp, encodeDhcp } from "../../../services/dhcp/message.ts";
import { dhcpAnswer, type DhcpServer } from "../../../services/dhcp/server.ts";
import { LabError } from "../../lab-error.ts";
import { broadcastRoute } from "../../plan.ts";
import { boundSocket } from "./bound-socket.ts";
import type { Namespaces } from "../namespaces.ts";
import type { NodePrograms } from "../programs.ts";

/** RFC 2131 §4.1. */
const spec = { anywhere: "0.0.0.0", everybody: "255.255.255.255", server: 67, client: 68 } as const;

const now = (): Instant => instant(performance.now());

/** DHCP of all nodes: servers in routers, and a client for each of their hosts. */
export class Leases {
  readonly #namespaces: Namespaces;
  readonly #programs: NodePrograms;
  readonly #servers = new Map<string, DhcpServer>();
  readonly #clients = new Map<string, HostLease>();

  constructor(namespaces: Namespaces, programs: NodePrograms) {
    this.#namespaces = namespaces;
    this.#programs = programs;
  }

  /** What each server gives out from now on; one that is new opens its socket, and clients of its hosts start. */
  serve(servers: readonly DhcpServer[]): void {
    for (const server of servers) {
      const isNew = !this.#servers.has(server.node);
      this.#servers.set(server.node, server);
      if (!isNew) continue;
      this.#namespaces.inside(server.node, () => this.#open(server.node));
      for (const { node, mac } of server.hosts) {
        const client = new DhcpClient(mac, seededRandom(this.#clients.size + 1));
        const configure = (lines: readonly string[]) => this.#configure(node, lines);
        this.#clients.set(
          node,
          this.#namespaces.inside(node, () => new HostLease(client, configure)),
        );
      }
    }
  }

  /** Resolves when each of these hosts has this address. Rejects with LabError if one has another by then. */
  async await(addresses: Readonly<Record<string, string>>, patienceMs: number): Promise<void> {
    const all = Object.entries(addresses).map(([node, address]) => this.#clients.get(node)!.until(address, patienceMs));
    const late = (await Promise.all(all)).indexOf(false);
    if (late < 0) return;
    const [node, address] = Object.entries(addresses)[late]!;
    throw new LabError(`${node} did not get ${address} by DHCP within ${patienceMs / 1000} s`);
  }

  #open(node: string): void {
    const socket: Socket = boundSocket({ address: spec.anywhere, port: spec.server }, (bytes) => {
      const asked = decodeDhcp(bytes);
      const answer = asked && dhcpAnswer(asked, this.#servers.get(node)!);
      if (answer === undefined) return;
      const to = answer.kind === "ack" && answer.has !== undefined ? answer.has : spec.everybody;
      socket.send(encodeDhcp(answer), spec.client, to, () => undefined);
    });
    socket.setBroadcast(true);
  }

  async #configure(node: string, lines: readonly string[]): Promise<void> {
    await this.#programs.run(node, ["ip", "-batch", "-"], `${lines.join("\n")}\n`);
  }
}

/** The client of one host, on eth0. Must be created in its namespace. */
class HostLease {
  readonly #client: DhcpClient;
  readonly #configure: (lines: readonly string[]) => Promise<void>;
  readonly #socket: Socket;
  readonly #waiting = new Set<() => void>();
  #configured: Promise<void> = Promise.resolve();
  #address: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(client: DhcpClient, configure: (lines: readonly string[]) => Promise<void>) {
    this.#client = client;
    this.#configure = configure;
    this.#socket = boundSocket({ address: spec.anywhere, port: spec.client }, (bytes: Uint8Array, from: Endpoint) => {
      const message = decodeDhcp(bytes);
      if (message !== undefined && from.port === spec.server) this.#feed({ kind: "message", message });
    });
    this.#socket.setBroadcast(true);
    this.#feed({ kind: "start" });
  }

  until(address: string, patienceMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (has: boolean): void => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(has);
      };
      const look = (): void => void (this.#address === address && end(true));
      const timer = setTimeout(() => end(false), patienceMs);
      this.#waiting.add(look);
      look();
    });
  }

  #feed(event: DhcpEvent): void {
    for (const action of this.#client.handle(event, now())) this.#perform(action);
    clearTimeout(this.#timer);
    const wake = this.#client.nextWake();
    if (wake !== undefined) this.#timer = setTimeout(() => this.#feed({ kind: "tick" }), Math.max(1, wake - now()));
  }

  #perform(action: DhcpAction): void {
    switch (action.kind) {
      case "send":
        this.#socket.send(encodeDhcp(action.message), spec.server, action.to ?? spec.everybody, () => undefined);
        return;
      case "configure": {
        const { address, router } = action.lease;
        const lines = [`addr add ${address}/24 dev eth0`, ...(router ? [`route replace default via ${router}`] : [])];
        return this.#then(lines, address);
      }
      case "unconfigure":
        // With the last address the kernel removes every route through the interface.
        return this.#then(
          [`addr del ${action.lease.address}/24 dev eth0`, `route replace ${broadcastRoute("eth0")}`],
          undefined,
        );
    }
  }

  /** One after the other. */
  #then(lines: readonly string[], address: string | undefined): void {
    this.#configured = this.#configured
      .then(() => this.#configure(lines))
      .then(() => {
        this.#address = address;
        for (const look of this.#waiting) look();
      });
  }
}
