import { ConfigError } from "../../base/config-error.ts";
import type { Endpoint } from "../../base/address/endpoint.ts";
import type { Asker } from "../../management/access.ts";
import type { Daemon } from "../../management/method.ts";
import type { Reply } from "../../management/subscriptions.ts";
import { type LocalClient, LocalServer } from "../../runtime/local/server.ts";
import type { Log, Verbosity } from "../../runtime/log/log.ts";
import { mostVerbosity } from "../../runtime/log/log.ts";
import { LoopbackServer } from "../../runtime/local/loopback-server.ts";
import { isTrustedOnLoopback } from "../../runtime/local/socket-owner.ts";
import { localName, type ManagementOptions } from "./options.ts";

type Answering = (request: Uint8Array, from: Endpoint, asker: Asker) => readonly Reply[];

/** Where a daemon takes requests: UDP on 127.0.0.1, and a Unix socket whose other end the kernel identifies. */
export class ManagementHost implements AsyncDisposable {
  readonly #answer: Answering;
  readonly #clients = new WeakMap<Endpoint, LocalClient>();
  readonly #endpoints = new WeakMap<LocalClient, Endpoint>();
  #loopback: LoopbackServer | undefined;
  #local: LocalServer | undefined;
  #connections = 0;

  private constructor(answer: Answering) {
    this.#answer = answer;
  }

  /** Rejects with ConfigError if the port cannot be opened. */
  static async open(port: number, log: Log, answer: Answering): Promise<ManagementHost> {
    // Later the program may run as another user.
    const starter = process.getuid?.() ?? -1;
    const host = new ManagementHost(answer);
    // Identifying users needs koffi; a daemon without it trusts none here.
    const [sockets, credentials] = await Promise.all([
      import("../../runtime/local/socket-facts.ts").catch(() => undefined),
      import("../../runtime/local/peer-user.ts").catch(() => undefined),
    ]);
    host.#loopback = await LoopbackServer.open(port, (request, from) => {
      const isTrusted = () => sockets !== undefined && isTrustedOnLoopback(from, starter, sockets.systemSockets);
      host.send(answer(request, from, { isTrusted }));
    });
    if (credentials === undefined) return host;
    try {
      host.#local = await LocalServer.open(localName(host.#loopback.port), credentials.peerUser, {
        request: (line, client) => host.#take(line, client, starter),
      });
    } catch (error) {
      log({ level: "warning", what: "no management socket", with: { why: (error as Error).message } });
    }
    return host;
  }

  get port(): number {
    return this.#loopback!.port;
  }

  /** In order. */
  send(replies: readonly Reply[]): void {
    const datagrams: Reply[] = [];
    for (const reply of replies) {
      const client = this.#clients.get(reply.to);
      if (client === undefined) datagrams.push(reply);
      else client.say(reply.text);
    }
    if (datagrams.length > 0) this.#loopback?.send(datagrams);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#loopback?.[Symbol.asyncDispose](), this.#local?.[Symbol.asyncDispose]()]);
  }

  #take(request: Uint8Array, client: LocalClient, starter: number): void {
    const { user } = client;
    const isTrusted = () => user !== undefined && (user === 0 || user === starter);
    this.send(this.#answer(request, this.#endpointOf(client), { isTrusted }));
  }

  /** Stands for a connection where a socket is expected, as "unix:1"; only this very object reaches it. */
  #endpointOf(client: LocalClient): Endpoint {
    const known = this.#endpoints.get(client);
    if (known !== undefined) return known;
    const endpoint = { address: "unix", port: ++this.#connections };
    this.#endpoints.set(client, endpoint);
    this.#clients.set(endpoint, client);
    return endpoint;
  }
}

/**
 * Opens the management port. Undefined = none, by option or because another daemon on this machine has the default
 * one, which is no reason not to run. Throws ConfigError if a port given by option cannot be opened.
 */
export async function openManagement(
  { port, asked }: ManagementOptions,
  log: Log,
  answer: Answering,
): Promise<ManagementHost | undefined> {
  if (port === 0) return undefined;
  try {
    return await ManagementHost.open(port, log, answer);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const why = error.message.replace("with -p", "with -t");
    if (asked) throw new ConfigError(why);
    log({ level: "warning", what: "no management port", with: { why } });
    return undefined;
  }
}

export function daemonControl(verbosity: Verbosity, stop: () => void): Daemon {
  return {
    verbosity: () => verbosity.level,
    setVerbosity: (level) => (verbosity.level = Math.min(level, mostVerbosity)),
    stop,
  };
}
