import { createSocket } from "node:dgram";
import { once } from "node:events";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { datagramBytes, datagrams } from "./datagram.ts";

export interface UdpLoad {
  readonly host: string;
  readonly port: number;
  readonly stream: number;
  /** Of UDP payload. */
  readonly bitsPerSecond: number;
  /** Milliseconds. */
  readonly duration: number;
}

/** Sends at an even rate, and returns how many datagrams. One that the kernel refuses counts as sent, and is lost. */
export async function sendUdp({ host, port, stream, bitsPerSecond, duration }: UdpLoad): Promise<number> {
  const socket = createSocket("udp4");
  socket.bind();
  await once(socket, "listening");
  const next = datagrams(stream);
  const perMillisecond = bitsPerSecond / 8000 / datagramBytes;
  const began = performance.now();
  let sent = 0;
  for (let passed = 0; passed < duration; passed = performance.now() - began) {
    const due = Math.floor(passed * perMillisecond) + 1;
    for (; sent < due; sent++) socket.send(next(sent), port, host, () => undefined);
    await sleep(1);
  }
  socket.close();
  return sent;
}

/** Takes datagrams and forgets them. Resolves when it is bound. */
export async function sinkUdp(host: string, port: number): Promise<AsyncDisposable> {
  const socket = createSocket("udp4");
  socket.bind(port, host);
  await once(socket, "listening");
  return { [Symbol.asyncDispose]: () => new Promise((resolve) => socket.close(() => resolve())) };
}
