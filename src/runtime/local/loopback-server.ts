import type { Endpoint } from "../../base/address/endpoint.ts";
import { bindRefused, UdpSocket } from "../datapath/udp-socket.ts";
import { ShareOfTime } from "./share-of-time.ts";

/** Tunable. */
const tuned = {
  /** Datagrams to send before the program's other work gets its turn. */
  burst: 32,
  /** Answers that may wait; while full, further requests are dropped. */
  waiting: 30_000,
} as const;

export interface LoopbackAnswer {
  readonly to: Endpoint;
  readonly text: string;
}

/**
 * Answers datagrams of this machine's programs at a limited rate: a flood of requests takes only a share of its time.
 */
export class LoopbackServer implements AsyncDisposable {
  readonly #socket: UdpSocket;
  readonly #share = new ShareOfTime();
  #waiting: LoopbackAnswer[] = [];
  #scheduled = false;

  private constructor(socket: UdpSocket) {
    this.#socket = socket;
    socket.onError(() => undefined);
  }

  /** `take` gets requests in order. Rejects with ConfigError if the port cannot be bound. */
  static async open(port: number, take: (request: Uint8Array, from: Endpoint) => void): Promise<LoopbackServer> {
    const at = { address: "127.0.0.1", port };
    try {
      const server = new LoopbackServer(await UdpSocket.bind(at, false));
      server.#socket.onDatagram((bytes, from) => {
        if (server.#waiting.length > 0 || server.#share.wait(performance.now()) > 0) return;
        server.#share.spend(() => take(bytes, from));
      });
      return server;
    } catch (error) {
      throw bindRefused(error, at);
    }
  }

  get port(): number {
    return this.#socket.local.port;
  }

  /** In order. */
  send(answers: readonly LoopbackAnswer[]): void {
    this.#waiting.push(...answers.slice(0, tuned.waiting - this.#waiting.length));
    if (!this.#scheduled) this.#flush();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#flush();
    await this.#socket[Symbol.asyncDispose]();
  }

  #flush(): void {
    const burst = this.#waiting.slice(0, tuned.burst);
    this.#waiting = this.#waiting.slice(tuned.burst);
    for (const { to, text } of burst) this.#socket.send(Buffer.from(text), to, () => undefined);
    this.#scheduled = this.#waiting.length > 0;
    if (this.#scheduled) setImmediate(() => this.#flush());
  }
}
