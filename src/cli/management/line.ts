import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { socketsAt } from "../../runtime/local/socket-owner.ts";
import { localName } from "./options.ts";

/** An answer to a request: one JSON object. */
export interface LineSink {
  heard(text: string): void;
  /** The daemon is not there, or no longer. */
  silent(): void;
}

/**
 * Sends requests to the daemon with management port `port` on this machine: over its Unix socket, where each user's
 * requests have their own turn, otherwise over UDP. Lasts until it is disposed.
 */
export async function askOnLine(port: number, request: string, sink: LineSink): Promise<Disposable> {
  const socket = await connectLocally(port);
  if (socket === undefined) return askByDatagram(port, request, sink);
  let hasHeard = false;
  let instead: Disposable | undefined;
  // The number of connections per user is limited.
  const closed = () => {
    if (hasHeard) sink.silent();
    else instead ??= askByDatagram(port, request, sink);
  };
  // readline passes on the errors of its input.
  const lines = createInterface(socket).on("error", () => undefined);
  lines.on("line", (line) => {
    hasHeard = true;
    sink.heard(line);
  });
  socket.on("close", closed).write(`${request}\n`);
  if (socket.destroyed) closed();
  return {
    [Symbol.dispose]() {
      hasHeard = true;
      socket.destroy();
      instead?.[Symbol.dispose]();
    },
  };
}

/** Undefined = none, or its other end belongs neither to root, nor to this user, nor to the user who has the port. */
async function connectLocally(port: number): Promise<Socket | undefined> {
  // Identifying the user needs koffi.
  const credentials = await import("../../runtime/local/peer-user.ts").catch(() => undefined);
  if (credentials === undefined) return undefined;
  const socket = connect({ path: `\0${localName(port)}` }).on("error", () => undefined);
  try {
    await once(socket, "connect");
  } catch {
    return undefined;
  }
  const user = credentials.peerUser(socket);
  const believed = [0, process.getuid?.(), ...socketsAt(port).map((owner) => owner.user)];
  if (user !== undefined && believed.includes(user)) return socket;
  socket.destroy();
  return undefined;
}

function askByDatagram(port: number, request: string, sink: LineSink): Disposable {
  const socket = createSocket({ type: "udp4", recvBufferSize: 4 << 20 });
  socket.on("error", () => sink.silent()).on("message", (bytes) => sink.heard(bytes.toString()));
  // Connected, so that the kernel reports at once if the port is closed, and no other sender is heard.
  socket.connect(port, "127.0.0.1", () => socket.send(request));
  return { [Symbol.dispose]: () => socket.close() };
}
