import { createSocket, type Socket } from "node:dgram";
import type { Endpoint } from "../../../src/base/address/endpoint.ts";
import type { ProbeArrival, ProbeSocket } from "./sockets.ts";

/**
 * A kernel socket, bound in the thread's current network namespace, where it stays. Throws `CannotBind`. Bound
 * synchronously, so that the caller can leave the namespace at once.
 */
export function kernelSocket(at: Endpoint, peer?: Endpoint): ProbeSocket {
  // bind creates the descriptor, but first looks even numeric addresses up: a synchronous lookup keeps it in this turn.
  const family = at.address.includes(":") ? 6 : 4;
  const socket = createSocket({ type: `udp${family}`, lookup: (name, _options, done) => done(null, name, family) });
  let failure: Error | undefined;
  const failed = (error: Error): void => void (failure = error);
  socket.on("error", failed);
  socket.bind({ address: at.address, port: at.port, exclusive: true });
  if (failure !== undefined) throw new CannotBind(at, failure);
  // Connected synchronously too, by the same lookup.
  if (peer !== undefined) socket.connect(peer.port, peer.address);
  const probe = probeSocket(socket, peer !== undefined);
  socket.off("error", failed);
  return probe;
}

/** A bound socket, connected to a peer or not. Call before its first datagram may be read. */
export function probeSocket(socket: Socket, isConnected: boolean): ProbeSocket {
  const failures: Error[] = [];
  socket.on("error", (error) => failures.push(error));
  const receive = inboxOf(socket);
  const { address, port } = socket.address();
  const usual = { local: { address, port }, receive, close: () => void socket.close() };
  if (!isConnected) return { ...usual, send: (to, bytes) => socket.send(bytes, to.port, to.address, () => undefined) };
  return {
    ...usual,
    send: (_to, bytes) => socket.send(bytes, noted(failures)),
    refused: (timeoutMs) => refusal(socket, failures, timeoutMs),
  };
}

/** An ICMP error surfaces in the next operation of the socket. */
const noted =
  (failures: Error[]) =>
  (error: Error | null): void =>
    void (error !== null && failures.push(error));

function refusal(socket: Socket, failures: readonly Error[], timeoutMs: number): Promise<boolean> {
  if (failures.length > 0) return Promise.resolve(true);
  return new Promise((resolve) => {
    const end = (refused: boolean): void => {
      clearTimeout(timer);
      socket.off("error", heard);
      resolve(refused);
    };
    const heard = (): void => end(true);
    const timer = setTimeout(() => end(failures.length > 0), timeoutMs);
    socket.on("error", heard);
  });
}

export class CannotBind extends Error {
  override readonly name = "CannotBind";

  constructor({ address, port }: Endpoint, cause: Error) {
    super(`cannot bind ${address}:${port}`, { cause });
  }
}

interface Waiter {
  readonly match: (bytes: Uint8Array) => boolean;
  readonly take: (arrival: ProbeArrival) => void;
}

function inboxOf(socket: Socket): ProbeSocket["receive"] {
  const kept: ProbeArrival[] = [];
  const waiters = new Set<Waiter>();
  socket.on("message", (bytes, { address, port }) => {
    const arrival = { from: { address, port }, bytes };
    for (const waiter of waiters) {
      if (waiter.match(bytes)) return waiter.take(arrival);
    }
    kept.push(arrival);
  });
  return (match, timeoutMs) => {
    const index = kept.findIndex(({ bytes }) => match(bytes));
    if (index >= 0) return Promise.resolve(kept.splice(index, 1)[0]);
    if (timeoutMs <= 0) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const settle = (arrival: ProbeArrival | undefined) => {
        clearTimeout(timer);
        waiters.delete(waiter);
        resolve(arrival);
      };
      const waiter = { match, take: settle };
      const timer = setTimeout(() => settle(undefined), timeoutMs);
      waiters.add(waiter);
    });
  };
}
