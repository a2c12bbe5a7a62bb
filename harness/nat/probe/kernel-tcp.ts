import { Socket } from "node:net";
import koffi from "koffi";
import type { Endpoint } from "../../../src/base/address/endpoint.ts";
import type { Dialled } from "./sockets.ts";

/** bits/socket.h */
const spec = { inet: 2, inet6: 10, stream: 1, nonBlock: 0o4000, closeOnExec: 0o2000000 } as const;

const makeSocket = koffi.load(null).func("int socket(int domain, int type, int protocol)") as (
  domain: number,
  type: number,
  protocol: number,
) => number;

/**
 * A TCP connection from the thread's current network namespace: the socket is created before this returns; Node would
 * create it later. A connection that the other end resets has reached it.
 */
export function dialKernel(to: Endpoint, timeoutMs: number): Promise<Dialled> {
  const type = spec.stream | spec.nonBlock | spec.closeOnExec;
  const fd = makeSocket(to.address.includes(":") ? spec.inet6 : spec.inet, type, 0);
  if (fd < 0) return Promise.reject(new Error("cannot make a TCP socket"));
  return dialOn(new Socket({ fd }), to, timeoutMs);
}

export function dialOn(socket: Socket, to: Endpoint, timeoutMs: number): Promise<Dialled> {
  return new Promise((resolve) => {
    const end = (outcome: Dialled): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(outcome);
    };
    const timer = setTimeout(() => end("silent"), timeoutMs);
    socket.on("error", ({ code }: NodeJS.ErrnoException) =>
      end(code === "ECONNREFUSED" || code === "ECONNRESET" ? "open" : code === "ETIMEDOUT" ? "silent" : "prohibited"),
    );
    socket.connect({ host: to.address, port: to.port }, () => end("open"));
  });
}
