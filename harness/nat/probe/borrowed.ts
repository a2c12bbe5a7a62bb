import type { ProbeSocket, ProbeSockets } from "./sockets.ts";

/** Sockets that are closed together, including those that are being opened; none can be opened afterwards. */
export interface Borrowed extends ProbeSockets {
  closeAll(): Promise<void>;
}

/** If one of several concurrent probes fails, the others continue for a while: they must not leave sockets behind. */
export function borrow(sockets: ProbeSockets): Borrowed {
  const opening: Promise<ProbeSocket>[] = [];
  let closed = false;
  return {
    ...sockets,
    open: (node, address, port, peer) => {
      if (closed) return Promise.reject(new Error("the measurement has ended"));
      const socket = sockets.open(node, address, port, peer);
      opening.push(socket);
      return socket;
    },
    closeAll: async () => {
      closed = true;
      for (const socket of await Promise.allSettled(opening)) {
        if (socket.status === "fulfilled") socket.value.close();
      }
    },
  };
}
