import type { Socket } from "node:net";
import type { Endpoint } from "../../base/address/endpoint.ts";
import { hostOf } from "../../base/address/host.ts";
import { framed, framedMost, Frames } from "../../wire/framing.ts";
import type { Served, Turns } from "./turns.ts";

/** Tunable. */
const tuned = {
  /** Bytes that may wait for a slow reader; more is dropped, as a router would, so that it does not hold up others. */
  unsentBytes: 256 << 10,
  /** A reader that reads nothing for this long counts as gone, in milliseconds. */
  stuck: 30_000,
  keepAlive: 30_000,
  /** How long sending the last messages may take. */
  linger: 200,
} as const;

/** In milliseconds. */
export interface Patience {
  /** Silence after which the other side counts as gone; 0 = never. */
  readonly silence: number;
  /** Limit for completing a frame, because a peer that sends single bytes would waste our time. */
  readonly halfFrame: number;
}

export interface ConnectionSink {
  /** Valid only during the call. */
  message(bytes: Uint8Array): void;
  /** Called once, last. `why` is for the log. */
  closed(why: string): void;
}

/** Messages over one TCP connection (fact sheet §3.11). */
export class Connection implements Served {
  readonly host: string;
  readonly #socket: Socket;
  readonly #sink: ConnectionSink;
  readonly #frames = new Frames();
  #halfFrame: NodeJS.Timeout | undefined;
  #stuck: NodeJS.Timeout | undefined;
  #why: string | undefined;
  /** Closed by us: nothing more is delivered. */
  #isGivenUp = false;
  /** The socket is closed. */
  #isOver = false;
  #isClosed = false;
  readonly #patience: number;
  readonly #turns: Turns;

  constructor(socket: Socket, sink: ConnectionSink, { silence, halfFrame }: Patience, turns: Turns) {
    this.host = hostOf(socket.remoteAddress ?? "0.0.0.0");
    this.#patience = halfFrame;
    this.#turns = turns;
    this.#socket = socket;
    this.#sink = sink;
    socket.setNoDelay(true).setKeepAlive(true, tuned.keepAlive);
    socket.setTimeout(silence, () => this.destroy("silent"));
    socket.on("data", (segment: Uint8Array) => this.#read(segment));
    socket.on("drain", () => this.#drained());
    socket.on("error", (error: NodeJS.ErrnoException) => (this.#why ??= error.code ?? error.message));
    socket.on("close", () => this.#ended());
  }

  get remote(): Endpoint {
    return { address: this.#socket.remoteAddress ?? "0.0.0.0", port: this.#socket.remotePort ?? 0 };
  }

  get local(): Endpoint {
    return { address: this.#socket.localAddress ?? "0.0.0.0", port: this.#socket.localPort ?? 0 };
  }

  /** False = dropped: the connection is closing, the reader is too slow, or the message too long. */
  send(message: Uint8Array): boolean {
    const { writable, writableLength } = this.#socket;
    if (!writable || message.length > framedMost || writableLength > tuned.unsentBytes) return false;
    if (!this.#socket.write(framed(message))) this.#stuck ??= setTimeout(() => this.destroy("stuck"), tuned.stuck);
    return true;
  }

  /** Closes after sending what is queued. */
  end(): void {
    this.#why ??= "ended by us";
    this.#stuck ??= setTimeout(() => this.destroy("stuck"), tuned.stuck);
    this.#socket.end();
  }

  /** Like `end`, and waits for it, for a limited time. */
  async finish(): Promise<void> {
    if (this.#socket.destroyed) return;
    const over = new Promise((resolve) => this.#socket.once("close", resolve));
    this.end();
    const late = setTimeout(() => this.destroy("stopped"), tuned.linger);
    await over;
    clearTimeout(late);
  }

  destroy(why: string): void {
    this.#why ??= why;
    this.#isGivenUp = true;
    this.#socket.destroy();
  }

  /**
   * Like `destroy`, and frees its local address and port for another connection at once, without waiting for the
   * other side.
   */
  reset(why: string): void {
    this.#why ??= why;
    this.#isGivenUp = true;
    // Node makes a connecting socket wait until it is connected.
    if (this.#socket.connecting) this.#socket.destroy();
    else this.#socket.resetAndDestroy();
  }

  get isWaiting(): boolean {
    return !this.#isGivenUp && this.#frames.isWaiting;
  }

  serve(most: number): number {
    const messages = this.#frames.take(most);
    for (const message of messages ?? []) {
      if (this.#isGivenUp) break;
      this.#sink.message(message);
    }
    if (messages === undefined) this.destroy("not n2n");
    if (this.isWaiting) return messages!.length;
    if (this.#isOver) this.#close();
    else if (!this.#isGivenUp) {
      if (messages!.length > 0) this.#awaitRest();
      this.#socket.resume();
    }
    return messages?.length ?? 0;
  }

  #read(segment: Uint8Array): void {
    this.#frames.hold(segment);
    if (this.#frames.isWaiting) {
      // Data waits in the kernel, and then at the sender, until this is done.
      this.#socket.pause();
      clearTimeout(this.#halfFrame);
      this.#turns.add(this);
    } else if (this.#halfFrame === undefined) this.#awaitRest();
  }

  /** Restarted for each incomplete message. */
  #awaitRest(): void {
    clearTimeout(this.#halfFrame);
    this.#halfFrame = undefined;
    if (!this.#frames.isWhole) this.#halfFrame = setTimeout(() => this.destroy("half a frame"), this.#patience);
  }

  #drained(): void {
    clearTimeout(this.#stuck);
    this.#stuck = undefined;
  }

  #ended(): void {
    clearTimeout(this.#halfFrame);
    clearTimeout(this.#stuck);
    this.#isOver = true;
    // Messages received before the end are delivered first.
    if (!this.isWaiting) this.#close();
  }

  #close(): void {
    this.#turns.remove(this);
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#sink.closed(this.#why ?? "ended");
  }
}
