import { ConfigError } from "../../base/config-error.ts";
import { endpointKey } from "../../base/address/endpoint.ts";
import { environmentError } from "../../base/environment-error.ts";
import { type HttpHead, HttpServer, type HttpSink } from "../../runtime/local/http-server.ts";
import type { Log } from "../../runtime/log/log.ts";
import type { Identity } from "../../runtime/process/privileges.ts";
import type { Arrived } from "../../web/access.ts";
import type { Listener } from "../../web/topics.ts";
import type { Web } from "../../web/web.ts";
import { Live } from "./live.ts";
import { isLoopback, type WebOptions, type WebPlace } from "./options.ts";
import { SocketPlace } from "./socket-place.ts";

/** Where n3n's tools look. */
const sessionPath = (session: string): string => `/run/n3n/${session}/mgmt`;

/**
 * Opens what the options ask for; the returned value closes it. Rejects with ConfigError for a place that cannot be
 * opened; without the right to make n3n's socket the daemon runs without it, with a warning.
 */
export async function openWeb(
  { places, session, mode }: WebOptions,
  web: Web,
  identity: Identity | undefined,
  log: Log,
): Promise<AsyncDisposable> {
  const opened = new Opened();
  const live = opened.use(new Live(() => web.live(Date.now() / 1000)));
  // Later the program may run as another user.
  const starter = process.getuid?.() ?? -1;
  const credentials = await import("../../runtime/local/peer-user.ts").catch(() => undefined);
  const userOf = ({ socket }: HttpHead) => credentials?.peerUser(socket);
  const isTrusted = (head: HttpHead) => [0, starter].includes(userOf(head) ?? -1);
  const openAt = async (place: WebPlace, permissions: number) => {
    const by = "path" in place ? "unix" : isLoopback(place.host) ? "loopback" : "network";
    const sink = sinkOf({ web, live }, by, by === "unix" ? isTrusted : () => false);
    if ("host" in place) return opened.use(await HttpServer.open({ host: place.host, port: place.port }, sink));
    const socket = opened.use(await SocketPlace.prepare(place.path, identity));
    opened.use(await HttpServer.open(place, sink));
    socket.open(permissions, identity);
  };
  try {
    for (const place of places) await openAt(place, mode).catch((error: unknown) => refuse(place, error));
    if (session !== undefined) await openSession(session);
  } catch (error) {
    await opened.close();
    throw error;
  }
  return { [Symbol.asyncDispose]: () => opened.close() };

  async function openSession(name: string): Promise<void> {
    const path = sessionPath(name);
    try {
      await openAt({ path }, mode);
    } catch (error) {
      if (error instanceof ConfigError) throw error;
      log({
        level: "warning",
        what: "no management socket for n3n's tools",
        with: { path, why: (error as Error).message },
      });
    }
  }
}

function refuse(place: WebPlace, error: unknown): void {
  if (error instanceof ConfigError) throw error;
  if ("host" in place && place.mayBeMissing && isMissing(error)) return;
  const where = "path" in place ? place.path : endpointKey({ address: place.host, port: place.port });
  const fault = environmentError(error, `open --http ${where}`);
  if (fault !== undefined) throw fault;
  const { code, message } = error as NodeJS.ErrnoException;
  const words = { EADDRINUSE: "another program has it", EADDRNOTAVAIL: "no interface has this address" }[code ?? ""];
  throw new ConfigError(`cannot open --http ${where}: ${words ?? message}`);
}

/** IPv6 is off. */
const isMissing = (error: unknown): boolean =>
  ["EADDRNOTAVAIL", "EAFNOSUPPORT"].includes((error as NodeJS.ErrnoException).code ?? "");

function sinkOf(
  { web, live }: { readonly web: Web; readonly live: Live },
  by: Arrived["by"],
  isTrusted: (head: HttpHead) => boolean,
): HttpSink {
  const arrived = (head: HttpHead): Arrived => {
    const { host, origin, authorization } = head.headers;
    return { by, host, origin, authorization, asker: { isTrusted: () => isTrusted(head) } };
  };
  return {
    refusal: (head) => web.refusal(arrived(head)),
    answer(head, body) {
      const [path = "/", query = ""] = head.url.split("?", 2);
      const request = { method: head.method, path, query: new URLSearchParams(query), body };
      const answer = web.answer(request, arrived(head));
      if ("live" in answer) return { type: "text/event-stream", opened: (stream) => live.join(stream) };
      if (!("listen" in answer)) return answer;
      return {
        // n3n's, though RFC 7464 has a name of its own.
        type: "application/json",
        opened(stream) {
          const listener: Listener = { name: by === "unix" ? "AF(1)" : remoteOf(head), ...stream };
          web.topics.listen(answer.listen, listener);
          return () => web.topics.leave(listener);
        },
      };
    },
  };
}

const remoteOf = ({ socket }: HttpHead): string =>
  endpointKey({ address: socket.remoteAddress ?? "?", port: socket.remotePort ?? 0 });

/** What is closed in reverse; Node 20 has no AsyncDisposableStack. */
class Opened {
  readonly #opened: (Disposable | AsyncDisposable)[] = [];

  use<T extends Disposable | AsyncDisposable>(value: T): T {
    this.#opened.push(value);
    return value;
  }

  async close(): Promise<void> {
    for (const value of this.#opened.splice(0).reverse()) {
      if (Symbol.asyncDispose in value) await value[Symbol.asyncDispose]();
      else value[Symbol.dispose]();
    }
  }
}
