import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { ShareOfTime } from "./share-of-time.ts";

/** Tunable. */
const tuned = {
  /** Connections per user, so that none keeps the others out. */
  perUser: 8,
  connections: 256,
  /** Bytes of one request, as in a datagram. */
  request: 512,
  /** Answer bytes that may wait for a slow reader; above that its connection is closed. */
  waiting: 8 << 20,
  /** Answer bytes that may wait before its next request is taken. */
  unread: 64 << 10,
  /** Users whose time is counted. */
  users: 1024,
  /** How long the last answers may take when the program exits, in milliseconds. */
  linger: 200,
} as const;

/** A connected program. */
export interface LocalClient {
  /** Undefined = the kernel does not report it. */
  readonly user: number | undefined;
  say(text: string): void;
}

export interface LocalSink {
  /** One line, without its end. */
  request(line: Uint8Array, client: LocalClient): void;
}

/**
 * Takes requests of this machine's programs over a Unix socket, one per line, and answers in order. Its name is
 * abstract (unix(7)): like a port it belongs to the network namespace, and it leaves nothing behind.
 */
export class LocalServer implements AsyncDisposable {
  readonly #server: Server;
  readonly #clients = new Map<Socket, number | undefined>();
  readonly #shares = new Map<number | undefined, ShareOfTime>();

  private constructor(server: Server) {
    this.#server = server;
    server.on("error", () => undefined);
  }

  /** `userOf`: the user at the other end. Rejects with the system's error. */
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
    this.#serve(socket, user, (line) => sink.request(line, client));
  }

  /** One line after the other: a busy client waits for its own answers, others do not. */
  #serve(socket: Socket, user: number | undefined, request: (line: Uint8Array) => void): void {
    const share = this.#shareOf(user);
    let rest: Uint8Array = new Uint8Array(0);
    let hasEnded = false;
    let isDue = false;
    const later = (schedule: (act: () => void) => void) => {
      if (isDue) return;
      isDue = true;
      socket.pause();
      schedule(() => {
        isDue = false;
        next();
      });
    };
    const next = (): void => {
      if (isDue || socket.destroyed) return;
      const end = rest.indexOf(10);
      const line = end >= 0 ? rest.subarray(0, end) : hasEnded ? rest : undefined;
      if (line === undefined || (end < 0 && line.length === 0)) {
        if (rest.length > tuned.request) return void socket.destroy();
        return void (hasEnded ? socket.end() : socket.resume());
      }
      const wait = share.wait(performance.now());
      if (wait > 0) return later((act) => setTimeout(act, wait));
      if (socket.writableLength > tuned.unread) return later((act) => socket.once("drain", act));
      rest = rest.subarray(end >= 0 ? end + 1 : rest.length);
      if (line.length <= tuned.request) share.spend(() => request(line));
      later(setImmediate);
    };
    socket.on("data", (bytes: Buffer) => {
      rest = Buffer.concat([rest, bytes]);
      next();
    });
    socket.on("end", () => {
      hasEnded = true;
      next();
    });
  }

  #shareOf(user: number | undefined): ShareOfTime {
    const share = this.#shares.get(user) ?? new ShareOfTime();
    if (this.#shares.size >= tuned.users) this.#shares.clear();
    this.#shares.set(user, share);
    return share;
  }

  #hasRoom(user: number | undefined): boolean {
    const ofUser = [...this.#clients.values()].filter((other) => other === user);
    // A user with many user ids must not keep root out.
    const hasPlace = user === 0 || this.#clients.size < tuned.connections;
    return hasPlace && ofUser.length < tuned.perUser;
  }
}
