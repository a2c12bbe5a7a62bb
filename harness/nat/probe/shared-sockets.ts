import type { ProbeSocket, ProbeSockets } from "./sockets.ts";

/**
 * Sockets of `node` that are needed at the same time are opened once and shared: measurements recognise their probes by
 * tokens, so that several of them can try the same remote port at once.
 */
export function shareSockets(sockets: ProbeSockets, node: string): ProbeSockets {
  const open = new Map<string, { readonly socket: Promise<ProbeSocket>; users: number }>();
  return {
    ...sockets,
    open: async (at, address, port, peer) => {
      if (at !== node || port === 0) return sockets.open(at, address, port, peer);
      const key = `${address} ${port}`;
      const entry = open.get(key) ?? { socket: sockets.open(at, address, port), users: 0 };
      open.set(key, entry);
      entry.users++;
      const leave = (): boolean => {
        if (--entry.users > 0) return false;
        return open.get(key) === entry && open.delete(key);
      };
      const socket = await entry.socket.catch((error: unknown) => {
        leave();
        throw error;
      });
      let closed = false;
      return {
        ...socket,
        close: () => {
          if (!closed && leave()) socket.close();
          closed = true;
        },
      };
    },
  };
}
