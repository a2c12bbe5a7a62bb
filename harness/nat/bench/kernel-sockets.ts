import { createSocket, type Socket } from "node:dgram";
import { closeSync, openSync } from "node:fs";
import koffi from "koffi";
import type { Endpoint } from "../../../src/base/endpoint.ts";
import type { Arrival, ProbeSocket, ProbeSockets } from "../probe-sockets.ts";

/** linux/sched.h */
const cloneNewNet = 0x40000000;

const setns = koffi.load("libc.so.6").func("int setns(int fd, int nstype)") as (fd: number, type: number) => number;

/**
 * Sockets in the network namespaces of other processes, `pidOf(node)`, from this one. A socket stays in the namespace
 * that its thread was in when it was made, so the main thread steps over, makes it, and steps back, all in one go.
 */
export function kernelSockets(pidOf: (node: string) => number): ProbeSockets {
  return {
    open: async (node, address, port) => inNamespace(pidOf(node), () => kernelSocket({ address, port })),
  };
}

function inNamespace<T>(pid: number, act: () => T): T {
  const home = openSync("/proc/thread-self/ns/net", "r");
  const there = openSync(`/proc/${pid}/ns/net`, "r");
  try {
    enter(there);
    return act();
  } finally {
    enter(home);
    closeSync(there);
    closeSync(home);
  }
}

function enter(namespace: number): void {
  if (setns(namespace, cloneNewNet) !== 0) throw new Error("setns failed");
}

function kernelSocket(at: Endpoint): ProbeSocket {
  // The descriptor is made by bind, and bind waits for a lookup even of numbers: one that answers at once keeps it here.
  const family = at.address.includes(":") ? 6 : 4;
  const socket = createSocket({ type: `udp${family}`, lookup: (name, _options, done) => done(null, name, family) });
  const failures: Error[] = [];
  socket.on("error", (error) => failures.push(error));
  const inbox = inboxOf(socket);
  socket.bind({ address: at.address, port: at.port, exclusive: true });
  let local: Endpoint;
  try {
    local = socket.address();
  } catch {
    throw new Error(`cannot bind ${at.address}:${at.port}`, { cause: failures[0] });
  }
  return {
    local: { address: local.address, port: local.port },
    send: (to, bytes) => socket.send(bytes, to.port, to.address, () => undefined),
    receive: inbox,
    close: () => void socket.close(),
  };
}

interface Waiter {
  readonly match: (bytes: Uint8Array) => boolean;
  readonly take: (arrival: Arrival) => void;
}

function inboxOf(socket: Socket): ProbeSocket["receive"] {
  const kept: Arrival[] = [];
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
      const settle = (arrival: Arrival | undefined) => {
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
