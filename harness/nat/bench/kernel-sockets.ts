import { closeSync, openSync } from "node:fs";
import koffi from "koffi";
import { kernelSocket } from "../probe/kernel-socket.ts";
import { dialKernel } from "../probe/kernel-tcp.ts";
import type { ProbeSockets } from "../probe/sockets.ts";

/** linux/sched.h */
const cloneNewNet = 0x40000000;

const setns = koffi.load("libc.so.6").func("int setns(int fd, int nstype)") as (fd: number, type: number) => number;

/**
 * Sockets in the network namespaces of other processes, `pidOf(node)`. A socket stays in the namespace that its thread
 * was in when it was created, so the main thread synchronously enters it, creates the socket, and leaves.
 */
export function benchSockets(pidOf: (node: string) => number): ProbeSockets {
  return {
    open: async (node, address, port, peer) => inNamespace(pidOf(node), () => kernelSocket({ address, port }, peer)),
    dial: async (node, to, timeoutMs) => inNamespace(pidOf(node), () => dialKernel(to, timeoutMs)),
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
