import type { ChildProcess } from "node:child_process";
import type { Socket as UdpSocket } from "node:dgram";
import type { Socket as TcpSocket } from "node:net";
import type { Endpoint } from "../../../src/base/address/endpoint.ts";
import { CannotBind, probeSocket } from "../probe/kernel-socket.ts";
import { dialOn } from "../probe/kernel-tcp.ts";
import type { ProbeSockets } from "../probe/sockets.ts";

type Wanted = { readonly udp: Endpoint } | { readonly tcp: 4 | 6 };
interface Answer {
  readonly id: number;
  readonly refused?: string;
}

/** Sockets in the network namespaces of other processes, `pidOf(node)`, made by `socket-maker.mjs`. */
export function benchSockets(maker: ChildProcess, pidOf: (node: string) => number): ProbeSockets {
  const ask = requests(maker);
  return {
    open: async (node, address, port, peer) => {
      const at = { address, port };
      const socket = await ask<UdpSocket>(pidOf(node), { udp: at }).catch((error: Error) => {
        throw new CannotBind(at, error);
      });
      const probe = probeSocket(socket, peer !== undefined);
      if (peer !== undefined) await new Promise<void>((done) => socket.connect(peer.port, peer.address, done));
      return probe;
    },
    dial: async (node, to, timeoutMs) =>
      dialOn(await ask<TcpSocket>(pidOf(node), { tcp: to.address.includes(":") ? 6 : 4 }), to, timeoutMs),
  };
}

function requests(maker: ChildProcess): <T extends UdpSocket | TcpSocket>(pid: number, wanted: Wanted) => Promise<T> {
  const waiting = new Map<number, { done: (socket: never) => void; failed: (error: Error) => void }>();
  let asked = 0;
  maker.on("message", ({ id, refused }: Answer, socket) => {
    const { done, failed } = waiting.get(id)!;
    waiting.delete(id);
    if (refused === undefined) done(socket as never);
    else failed(new Error(refused));
  });
  maker.once("exit", () => {
    for (const { failed } of waiting.values()) failed(new Error("bench: the maker of sockets has ended"));
  });
  return (pid, wanted) =>
    new Promise((done, failed) => {
      const id = ++asked;
      waiting.set(id, { done, failed });
      maker.send({ id, pid, ...wanted });
    });
}
