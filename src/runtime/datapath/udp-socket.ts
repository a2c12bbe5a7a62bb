import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { ConfigError } from "../../base/config-error.ts";
import { EnvironmentError } from "../../base/environment-error.ts";
import { endpointKey, type Endpoint } from "../../base/address/endpoint.ts";
import { isIpv6 } from "../../base/address/ip.ts";
import type { SocketMarking } from "./marked-socket.ts";

const tuned = {
  /** Buffer for bursts while the program is busy; the kernel may have a lower limit. */
  receiveBuffer: 4 << 20,
  /** RFC 1700; Linux's as well. */
  ttl: 64,
  /** How long closing waits for datagrams that the kernel has not accepted yet, in milliseconds. */
  linger: 200,
} as const;

/** One bound socket, of one family. Addresses are numeric, so no name is ever looked up. */
export class UdpSocket implements AsyncDisposable {
  /** Its local address, which also gives its family. */
  readonly local: Endpoint;
  readonly #socket: Socket;
  /** Whether routers may fragment; absent = the socket is not marked. */
  readonly #discover: ((isWanted: boolean) => void) | undefined;
  #pending = 0;
  #drained: (() => void) | undefined;
  #closing: Promise<void> | undefined;

  private constructor(socket: Socket, discover?: (isWanted: boolean) => void) {
    this.#socket = socket;
    this.#discover = discover;
    const { address, port } = socket.address();
    this.local = { address, port };
  }

  /**
   * Port 0 = any. `shared` lets several sockets use one port. `marking` = how its datagrams are marked; absent = the
   * system's defaults. Rejects with the system's error.
   */
  static async bind(at: Endpoint, shared: boolean, marking?: SocketMarking): Promise<UdpSocket> {
    const family = isIpv6(at.address) ? 6 : 4;
    const socket = createSocket({
      type: `udp${family}`,
      reuseAddr: shared,
      ipv6Only: family === 6,
      lookup: (address, _options, done) => done(null, address, family),
    });
    const listening = once(socket, "listening");
    let discover: ((isWanted: boolean) => void) | undefined;
    try {
      // Node cannot set these options, but accepts a socket that has them.
      if (marking === undefined) socket.bind({ address: at.address, port: at.port, exclusive: true });
      else {
        const { discoverPathMtu, markedSocket } = await import("./marked-socket.ts");
        const fd = markedSocket(at, shared, marking);
        discover = (isWanted) => discoverPathMtu(fd, at.address, isWanted);
        socket.bind({ fd, exclusive: true });
      }
      await listening;
    } catch (error) {
      socket.close();
      throw error;
    }
    try {
      socket.setRecvBufferSize(tuned.receiveBuffer);
    } catch {
      // A smaller buffer than asked for is no reason to fail.
    }
    return new UdpSocket(socket, discover);
  }

  onDatagram(take: (bytes: Uint8Array, from: Endpoint) => void): void {
    this.#socket.on("message", (bytes, { address, port }) => {
      // A link-local address is meaningless without its interface, for which the wire has no field.
      if (!address.includes("%")) take(bytes, { address, port });
    });
  }

  onError(take: (error: Error) => void): void {
    this.#socket.on("error", take);
  }

  /**
   * `done` gets undefined if the kernel accepted it, or the name of the error. `ttl` applies to this datagram. Never
   * throws.
   */
  send(bytes: Uint8Array, to: Endpoint, done: (refusal: string | undefined) => void, ttl?: number): void {
    if (this.#closing !== undefined) return done("EBADF");
    if (to.port === 0 || isIpv6(to.address) !== isIpv6(this.local.address)) return done("EINVAL");
    if (ttl !== undefined) this.#socket.setTTL(ttl);
    this.#sendNow(bytes, to, done);
    // By now the kernel has the datagram, unless its buffer is full.
    if (ttl !== undefined) this.#socket.setTTL(tuned.ttl);
  }

  /** Routers may fragment what is sent from now on, or not. Nothing happens if the socket is not marked. */
  fragments(allowed: boolean): void {
    if (this.#closing === undefined) this.#discover?.(!allowed);
  }

  #sendNow(bytes: Uint8Array, to: Endpoint, done: (refusal: string | undefined) => void): void {
    this.#pending++;
    this.#socket.send(bytes, to.port, to.address, (error) => {
      this.#pending--;
      if (this.#pending === 0) this.#drained?.();
      done(error === null ? undefined : ((error as NodeJS.ErrnoException).code ?? error.message));
    });
  }

  /** `device` is given by its address. Throws the system's error. */
  join(group: string, device: string): void {
    this.#socket.addMembership(group, device);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    if (this.#pending > 0) {
      await new Promise<void>((resolve) => {
        this.#drained = resolve;
        setTimeout(resolve, tuned.linger);
      });
    }
    this.#socket.removeAllListeners("message");
    this.#socket.close();
  }
}

/** For a socket that the program needs: an error that says what would be right. */
export function bindRefused(error: unknown, at: Endpoint): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: `UDP port ${at.port} is in use: choose another with -p, or stop the program that uses it`,
    EADDRNOTAVAIL: `cannot listen on ${endpointKey(at)}: no interface of this machine has the address ${at.address}`,
  };
  if (code === "EACCES") {
    const remedy = "not permitted; start as root or choose a port above 1023 with -p";
    return new EnvironmentError(`cannot listen on UDP port ${at.port}: ${remedy}`);
  }
  const reason = code === undefined ? undefined : reasons[code];
  return reason === undefined ? error : new ConfigError(reason);
}
