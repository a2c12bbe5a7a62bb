import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";

/** Ours to choose. */
const tuned = {
  /** Of one user, so that nobody keeps the others out. */
  perUser: 8,
  connections: 256,
  /** Bytes of one request, as many as of a datagram. */
  request: 512,
  /** Answer bytes that wait for a slow reader; then its connection ends. */
  waiting: 8 << 20,
  /** How long the last answers may take when the program ends, in milliseconds. */
  linger: 200,
} as const;

/** One program that is connected. */
export interface LocalClient {
  /** Undefined = the kernel does not tell. */
  readonly user: number | undefined;
  say(text: string): void;
}

export interface LocalSink {
  /** One line, without its end. */
  request(line: Uint8Array, client: LocalClient): void;
}

/**
 * Takes requests of this machine's programs over a Unix socket: one a line, answers in turn. Its name is abstract
 * (unix(7)): like a port it belongs to the network namespace, and nothing of it stays behind.
 */
export class LocalServer implements AsyncDisposable {
  readonly #server: Server;
  readonly #clients = new Map<Socket, number | undefined>();

  private constructor(server: Server) {
    this.#server = server;
    server.on("error", () => undefined);
  }

  /** `userOf`: who is at the other end. Rejects with the system's error. */
  static async open(name: string, userOf: (socket: Socket) => number | undefined, sink: LocalSink) {
    const server: Server = createServer({ allowHalfOpen: true }, (socket) => local.#accept(socket, userOf, sink));
    const local: LocalServer = new LocalServer(server);
    server.listen({ path: `\0${name}` });
    await once(server, "listening");
    return local;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#clients.keys()) socket.end();
    const rest = setTimeout(() => {
      for (const socket of this.#clients.keys()) socket.destroy();
    }, tuned.linger);
    await closed;
    clearTimeout(rest);
  }

  #accept(socket: Socket, userOf: (socket: Socket) => number | undefined, sink: LocalSink): void {
    socket.on("close", () => this.#clients.delete(socket)).on("error", () => socket.destroy());
    const user = userOf(socket);
    if (!this.#hasRoom(user)) return void socket.destroy();
    this.#clients.set(socket, user);
    const client: LocalClient = {
      user,
      say(text) {
        if (socket.writable) socket.write(text);
        if (socket.writableLength > tuned.waiting) socket.destroy();
      },
    };
    let rest = Buffer.alloc(0);
    socket.on("data", (bytes: Buffer) => {
      rest = Buffer.concat([rest, bytes]);
      for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
        if (end <= tuned.request) sink.request(rest.subarray(0, end), client);
        rest = rest.subarray(end + 1);
      }
      if (rest.length > tuned.request) socket.destroy();
    });
    socket.on("end", () => {
      if (rest.length > 0) sink.request(rest, client);
      socket.end();
    });
  }

  #hasRoom(user: number | undefined): boolean {
    const ofUser = [...this.#clients.values()].filter((other) => other === user);
    return ofUser.length < tuned.perUser && this.#clients.size < tuned.connections;
  }
}
