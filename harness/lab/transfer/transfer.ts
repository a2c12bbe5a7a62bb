import { createHash } from "node:crypto";
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { content } from "./content.ts";

/** Tunable, in milliseconds. */
const tuned = { retryEvery: 100 };

/** When the sender of a connection has finished, answers with a line: the number of bytes received, and their SHA-256. */
export function receive(host: string, port: number): Server {
  return createServer({ allowHalfOpen: true }, (socket) => {
    const hash = createHash("sha256");
    let bytes = 0;
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => {
      hash.update(chunk);
      bytes += chunk.length;
    });
    socket.on("end", () => socket.end(`${bytes} ${hash.digest("hex")}\n`));
  }).listen({ host, port });
}

/** Sends `bytes` to a receiver, which may still be starting, and returns its answer. */
export async function send(host: string, port: number, bytes: number): Promise<string> {
  const socket = await dial(host, port);
  const answer: string[] = [];
  socket.on("data", (chunk) => answer.push(chunk.toString()));
  const closed = once(socket, "close");
  await pipeline(content(bytes), socket, { end: false });
  socket.end();
  await closed;
  return answer.join("");
}

async function dial(host: string, port: number): Promise<Socket> {
  for (;;) {
    const socket = connect({ host, port, allowHalfOpen: true });
    try {
      await once(socket, "connect");
      return socket;
    } catch {
      await sleep(tuned.retryEvery);
    }
  }
}
