import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";

/** Tunable, in milliseconds. */
const tuned = { retryEvery: 50, patience: 20_000 };

export interface TcpReceived {
  readonly bytes: number;
  /** Milliseconds from the first byte to the last one that counts. */
  readonly time: number;
}

/**
 * Takes one connection and counts what arrives in `duration` milliseconds after its first byte; then resets it. Nothing, if
 * no byte comes within `patience`.
 */
export async function receiveTcp(
  host: string,
  port: number,
  duration: number,
  patience: number = tuned.patience,
): Promise<TcpReceived> {
  const server = createServer().listen({ host, port });
  const signal = AbortSignal.timeout(patience);
  let bytes = 0;
  try {
    const [socket] = (await once(server, "connection", { signal })) as [Socket];
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => (bytes += chunk.length));
    await once(socket, "data", { signal }).finally(() => signal.aborted && socket.destroy());
    const began = performance.now();
    bytes = 0;
    await sleep(duration);
    const time = performance.now() - began;
    socket.resetAndDestroy();
    return { bytes, time };
  } catch (error) {
    if (!signal.aborted) throw error;
    return { bytes: 0, time: duration };
  } finally {
    server.close();
  }
}

/** Sends as fast as it goes, to a receiver that may still be starting, until that has had enough. */
export async function sendTcp(host: string, port: number): Promise<void> {
  const socket = await dial(host, port);
  const noise = randomBytes(1 << 20);
  const chunk = 1 << 16;
  const over = new Promise<void>((resolve) => socket.on("close", () => resolve()));
  socket.on("error", () => undefined);
  socket.resume();
  for (let at = 0; !socket.destroyed; at = (at + chunk) % noise.length)
    if (!socket.write(noise.subarray(at, at + chunk)))
      await Promise.race([once(socket, "drain"), over]).catch(() => undefined);
  await over;
}

async function dial(host: string, port: number): Promise<Socket> {
  for (;;) {
    const socket = connect({ host, port });
    try {
      await once(socket, "connect");
      return socket;
    } catch {
      await sleep(tuned.retryEvery);
    }
  }
}
