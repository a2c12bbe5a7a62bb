import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { socketsAt } from "../../runtime/local/socket-owner.ts";
import { localName } from "./options.ts";

/** What comes back of a request: JSON, an object each time. */
export interface LineSink {
  heard(text: string): void;
  /** Nobody is there, or nobody any more. */
  silent(): void;
}

/**
 * Asks the daemon of this machine that has management port `port`: over the Unix socket beside it, where each user's
 * requests have their own turn, else over UDP. Goes on until it is disposed.
 */
export async function askOnLine(port: number, request: string, sink: LineSink): Promise<Disposable> {
  const socket = await connectLocally(port);
  if (socket === undefined) return askByDatagram(port, request, sink);
  let hasHeard = false;
  let instead: Disposable | undefined;
  // A user's places there are limited.
  const closed = () => {
    if (hasHeard) sink.silent();
    else instead ??= askByDatagram(port, request, sink);
  };
  // It passes on the errors of what it reads.
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

/** Undefined = there is none, or its other end belongs to neither root, nor this user, nor whoever has the port. */
async function connectLocally(port: number): Promise<Socket | undefined> {
  // Only what has koffi can look who it is.
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
  // Connected, so that the kernel tells at once when nobody listens, and nobody else is heard.
  socket.connect(port, "127.0.0.1", () => socket.send(request));
  return { [Symbol.dispose]: () => socket.close() };
}
