import type { ProbeSocket, ProbeSockets } from "./sockets.ts";

/** Sockets that are closed together: those that are open, those that are being opened, and none can be opened after. */
export interface Borrowed extends ProbeSockets {
  closeAll(): Promise<void>;
}

/** When one probe of several that run at once fails, the others go on for a while: they must not leave sockets behind. */
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
