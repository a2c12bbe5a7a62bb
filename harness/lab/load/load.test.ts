import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect, createServer, type AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { datagramBytes, datagramHeader, datagrams } from "./datagram.ts";
import { receiveTcp, sendTcp } from "./tcp.ts";
import { sendUdp } from "./udp.ts";

const here = "127.0.0.1";

async function freePort(): Promise<number> {
  const server = createServer().listen(0, here);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

describe("datagrams", () => {
  it("say which they are, even when they are cut off", () => {
    const datagram = datagrams(3)(70_000);
    expect(datagram).toHaveLength(datagramBytes);
    expect(datagramHeader(datagram.subarray(0, 40))).toEqual({ stream: 3, sequence: 70_000 });
    expect(datagramHeader(datagram.subarray(0, 7))).toBeUndefined();
  });

  it("share no buffer", () => {
    const next = datagrams(1);
    const first = next(0);
    next(1);
    expect(datagramHeader(first)).toEqual({ stream: 1, sequence: 0 });
  });
});

describe("a UDP load", () => {
  it("sends every datagram once and in order, as many as its rate asks for", async () => {
    const sink = createSocket("udp4");
    sink.bind(0, here);
    await once(sink, "listening");
    const seen: number[] = [];
    sink.on("message", (message) => seen.push(datagramHeader(message)!.sequence));
    // 1200 bytes at 0.96 Mbit/s: one in ten milliseconds.
    const load = { host: here, port: sink.address().port, stream: 1, bitsPerSecond: 960_000, duration: 300 };
    const sent = await sendUdp(load);
    while (seen.length < sent) await once(sink, "message");
    sink.close();
    expect(seen).toEqual(Array.from({ length: sent }, (_, i) => i));
    expect(sent).toBeGreaterThanOrEqual(10);
    expect(sent).toBeLessThanOrEqual(31);
  });
});

describe("a TCP load", () => {
  it("ends when the receiver has counted for its time, whoever starts first", async () => {
    const port = await freePort();
    const sending = sendTcp(here, port);
    const { bytes, time } = await receiveTcp(here, port, 100);
    await sending;
    expect(time).toBeGreaterThanOrEqual(99);
    expect(bytes).toBeGreaterThan(0);
  });

  it("that never comes is nothing, whether nobody connects or nobody sends", async () => {
    const nothing = { bytes: 0, time: 100 };
    expect(await receiveTcp(here, await freePort(), 100, 50)).toEqual(nothing);
    const port = await freePort();
    const receiving = receiveTcp(here, port, 100, 300);
    const silent = connect(port, here).on("error", () => undefined);
    expect(await receiving).toEqual(nothing);
    silent.destroy();
  });

  it("cannot be received at a port that is taken", async () => {
    const taken = createServer().listen(0, here);
    await once(taken, "listening");
    const { port } = taken.address() as AddressInfo;
    await expect(receiveTcp(here, port, 100)).rejects.toThrow("EADDRINUSE");
    taken.close();
  });
});
