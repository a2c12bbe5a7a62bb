import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { ShareOfTime } from "./share-of-time.ts";

/** Tunable. */
const tuned = {
  connections: 64,
  headerBytes: 8 << 10,
  bodyBytes: 64 << 10,
  /** Milliseconds for a whole request, and until an idle connection ends. */
  patience: 10_000,
  idle: 5_000,
  /** Answers that stay open. */
  streams: 16,
  /** Bytes that may wait for a slow reader of one: a few times what a page of 1000 members takes. */
  waiting: 2 << 20,
} as const;

/** A request as it came. */
export interface HttpHead {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly socket: Socket;
}

export interface HttpReply {
  readonly status: number;
  /** Its media type. */
  readonly type: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer that stays open. */
export interface HttpStream {
  say(text: string): void;
  end(): void;
}

export interface HttpSink {
  /** Before the body is read; undefined = to be read. */
  refusal(head: HttpHead): HttpReply | undefined;
  answer(head: HttpHead, body: string): HttpReply | { readonly type: string; opened(stream: HttpStream): () => void };
}

/**
 * A bounded HTTP server: connections, sizes, times, and the share of this thread's time that all its clients take
 * together.
 */
export class HttpServer implements AsyncDisposable {
  readonly #server: Server;
  readonly #sink: HttpSink;
  readonly #share = new ShareOfTime();
  #streams = 0;

  private constructor(sink: HttpSink) {
    this.#sink = sink;
    const limits = { maxHeaderSize: tuned.headerBytes, requestTimeout: tuned.patience, headersTimeout: tuned.patience };
    const timing = { keepAliveTimeout: tuned.idle, connectionsCheckingInterval: tuned.idle };
    // n3n's Munin plugin sends no Host.
    this.#server = createServer({ ...limits, ...timing, requireHostHeader: false }, (request, response) =>
      this.#take(request, response),
    );
    this.#server.maxConnections = tuned.connections;
    this.#server.on("clientError", (_error, socket) => socket.destroy());
  }

  /** Rejects with the system's error. */
  static async open(at: { readonly path: string } | { readonly host: string; readonly port: number }, sink: HttpSink) {
    const server = new HttpServer(sink);
    server.#server.listen({ ...at, ...("host" in at && { ipv6Only: true }) });
    await once(server.#server, "listening");
    server.#server.on("error", () => undefined).unref();
    return server;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    request.on("error", () => response.destroy());
    response.on("error", () => response.destroy());
    const head: HttpHead = {
      method: request.method ?? "",
      url: request.url ?? "/",
      headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
      socket: request.socket,
    };
    const refusal = this.#sink.refusal(head);
    if (refusal !== undefined) return finish(response, head, refusal);
    const parts: Buffer[] = [];
    let bytes = 0;
    request.on("data", (part: Buffer) => {
      bytes += part.length;
      if (bytes <= tuned.bodyBytes) return void parts.push(part);
      request.removeAllListeners("data").removeAllListeners("end").resume();
      finish(response, head, { status: 413, type: "text/plain", body: "too long\n" });
    });
    request.on("end", () => this.#inTurn(() => this.#answer(head, Buffer.concat(parts).toString(), response)));
  }

  #inTurn(act: () => void): void {
    const wait = this.#share.wait(performance.now());
    if (wait > 0) setTimeout(() => this.#inTurn(act), wait).unref();
    else this.#share.spend(act);
  }

  #answer(head: HttpHead, body: string, response: ServerResponse): void {
    if (response.destroyed) return;
    const reply = this.#sink.answer(head, body);
    if ("body" in reply) return finish(response, head, reply);
    if (this.#streams >= tuned.streams)
      return finish(response, head, { status: 503, type: "text/plain", body: "too many listeners\n" });
    this.#streams++;
    response.writeHead(200, { "Content-Type": reply.type, "Cache-Control": "no-store" }).flushHeaders();
    const closed = reply.opened({
      say(text) {
        response.write(text);
        if (response.writableLength > tuned.waiting) response.destroy();
      },
      end: () => void response.end(),
    });
    response.on("close", () => {
      this.#streams--;
      closed();
    });
  }
}

/** The body of a request that was refused is not read: its connection ends. */
function finish(response: ServerResponse, { method }: HttpHead, { status, type, body, headers }: HttpReply): void {
  const whole = {
    "Content-Type": type,
    "Content-Length": Buffer.byteLength(body),
    "Cache-Control": "no-store",
    ...headers,
  };
  if (!response.req.complete) response.setHeader("Connection", "close");
  response.writeHead(status, whole).end(method === "HEAD" ? "" : body);
}
