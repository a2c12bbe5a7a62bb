import { createServer, type Server, type Socket } from "node:net";
import { once } from "node:events";
import { ConfigError } from "../../base/config-error.ts";
import type { Endpoint } from "../../base/address/endpoint.ts";
import { Connection, type Patience } from "./connection.ts";
import { type PlaceLimits, Places } from "./places.ts";
import { Turns } from "./turns.ts";

/** Tunable. An edge registers every 20 s. */
export interface StreamLimits extends Patience, PlaceLimits {
  /** Milliseconds for the first whole message to arrive. */
  readonly greeting: number;
}

const tuned: StreamLimits = {
  connections: 4096,
  perHost: 256,
  perSite: 1024,
  greeting: 10_000,
  halfFrame: 10_000,
  silence: 300_000,
};

export interface StreamSink {
  /** A frame of connection `via`, with its two ends. Valid only during the call. */
  message(message: {
    readonly via: number;
    readonly remote: Endpoint;
    readonly local: Endpoint;
    readonly bytes: Uint8Array;
  }): void;
  /** Called only for connections that delivered a message. */
  closed(via: number): void;
  broken(error: Error): void;
}

interface Client {
  readonly connection: Connection;
  readonly address: string;
}

/** Accepts TCP connections of edges (`-S2`). Each has a number that is never reused. */
export class StreamServer implements AsyncDisposable {
  readonly counters = { accepted: 0, turnedAway: 0, refused: 0 };
  readonly #limits: StreamLimits;
  readonly #clients = new Map<number, Client>();
  readonly #places: Places;
  readonly #turns = new Turns();
  #server: Server | undefined;
  #sink: StreamSink | undefined;
  #last = 0;

  constructor(limits: Partial<StreamLimits> = {}) {
    this.#limits = { ...tuned, ...limits };
    this.#places = new Places(this.#limits);
  }

  /** Rejects with ConfigError if the port is taken. */
  async start(at: Endpoint, sink: StreamSink): Promise<void> {
    const server = createServer((socket) => this.#accept(socket));
    server.listen({ host: at.address, port: at.port, exclusive: true });
    try {
      await once(server, "listening");
    } catch (error) {
      throw (error as NodeJS.ErrnoException).code === "EADDRINUSE"
        ? new ConfigError(`TCP port ${at.port} is in use: choose another with -p, or stop the program that uses it`)
        : error;
    }
    this.#sink = sink;
    this.#server = server;
    server.on("error", (error) => sink.broken(error));
  }

  get size(): number {
    return this.#clients.size;
  }

  /** Its local address; known after `start`. */
  get local(): Endpoint | undefined {
    const address = this.#server?.address();
    return typeof address === "object" && address !== null
      ? { address: address.address, port: address.port }
      : undefined;
  }

  /** Messages that cannot be sent are counted. */
  send(via: number, message: Uint8Array): void {
    if (this.#clients.get(via)?.connection.send(message) !== true) this.counters.refused++;
  }

  /** Closes a connection after sending what is queued. */
  close(via: number): void {
    this.#clients.get(via)?.connection.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#sink = undefined;
    if (this.#server === undefined) return;
    const closed = new Promise((resolve) => this.#server!.close(resolve));
    for (const { connection } of this.#clients.values()) connection.destroy("stopped");
    await closed;
  }

  #accept(socket: Socket): void {
    const address = socket.remoteAddress;
    if (address === undefined || !this.#places.take(address)) {
      this.counters.turnedAway++;
      socket.on("error", () => undefined).destroy();
      return;
    }
    this.counters.accepted++;
    const via = ++this.#last;
    let greeted = false;
    const { remotePort: port, localAddress, localPort } = socket;
    const remote = { address, port: port! };
    const local = { address: localAddress!, port: localPort! };
    const sink = {
      message: (bytes: Uint8Array) => {
        greeted = true;
        clearTimeout(late);
        this.#sink?.message({ via, remote, local, bytes });
      },
      closed: () => {
        clearTimeout(late);
        this.#forget(via);
        if (greeted) this.#sink?.closed(via);
      },
    };
    const connection = new Connection(socket, sink, this.#limits, this.#turns);
    const late = setTimeout(() => connection.destroy("no message"), this.#limits.greeting);
    this.#clients.set(via, { connection, address });
  }

  #forget(via: number): void {
    this.#places.give(this.#clients.get(via)!.address);
    this.#clients.delete(via);
  }
}
