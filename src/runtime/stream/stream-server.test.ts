import { connect, type Socket } from "node:net";
import { once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import { hex } from "../../base/bytes.ts";
import { framed, Frames } from "../../wire/framing.ts";
import { StreamServer, type StreamLimits, type StreamSink } from "./stream-server.ts";

type Heard = Parameters<StreamSink["message"]>[0];

/** A server, what it delivered, and clients that are closed after the test. */
class Bench {
  readonly server: StreamServer;
  readonly heard: (Omit<Heard, "bytes"> & { readonly bytes: string })[] = [];
  readonly closed: number[] = [];
  readonly #clients: Socket[] = [];

  constructor(limits: Partial<StreamLimits> = {}) {
    this.server = new StreamServer(limits);
  }

  async start(): Promise<this> {
    await this.server.start(
      { address: "127.0.0.1", port: 0 },
      {
        message: (message) => this.heard.push({ ...message, bytes: hex(message.bytes) }),
        closed: (via) => this.closed.push(via),
        broken: (error) => {
          throw error;
        },
      },
    );
    return this;
  }

  async client(): Promise<Socket> {
    const socket = connect(this.server.local!.port, "127.0.0.1");
    socket.on("error", () => undefined);
    this.#clients.push(socket);
    await once(socket, "connect");
    return socket;
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.destroy();
    await this.server[Symbol.asyncDispose]();
  }
}

const bytes = (...list: number[]) => Uint8Array.from(list);
const gone = (socket: Socket) => once(socket.resume(), "close");

describe("stream server", () => {
  let bench: Bench;
  afterEach(() => bench.close());

  it("delivers messages with their connection, and answers on it", async () => {
    bench = await new Bench().start();
    const [a, b] = [await bench.client(), await bench.client()];
    a.write(framed(bytes(1, 2)));
    await expect.poll(() => bench.heard).toHaveLength(1);
    b.write(framed(bytes(3)));
    await expect.poll(() => bench.heard.map((heard) => heard.bytes)).toEqual(["0102", "03"]);
    const [first, second] = bench.heard;
    expect(first!.via).not.toBe(second!.via);
    expect(first!.remote).toEqual({ address: "127.0.0.1", port: a.localPort });
    expect(first!.local).toEqual(bench.server.local);

    const answer = once(b, "data");
    bench.server.send(second!.via, bytes(9, 9));
    expect(hex((await answer)[0] as Uint8Array)).toBe("00020909");

    b.end();
    await expect.poll(() => bench.closed).toEqual([second!.via]);
    bench.server.send(second!.via, bytes(9));
    expect(bench.server.counters.refused).toBe(1);
  });

  it("closes connections that do not speak n2n", async () => {
    bench = await new Bench().start();
    const client = await bench.client();
    client.write("GET / HTTP/1.1\r\n\r\n");
    await gone(client);
    expect(bench.heard).toEqual([]);
    expect(bench.closed).toEqual([]);
  });

  it("delivers messages received before the end of a connection, in order", async () => {
    bench = await new Bench().start();
    const client = await bench.client();
    const said = Array.from({ length: 500 }, (_, n) => framed(bytes(n >> 8, n & 255)));
    client.end(Buffer.concat(said));
    await expect.poll(() => bench.closed).toHaveLength(1);
    expect(bench.heard.map(({ bytes }) => parseInt(bytes, 16))).toEqual(said.map((_, n) => n));
    expect(bench.server.size).toBe(0);
  });

  it("closes connections that send empty messages", async () => {
    bench = await new Bench().start();
    const client = await bench.client();
    client.write(new Uint8Array(4000));
    await gone(client);
    expect(bench.heard).toEqual([]);
  });

  it("serves others at once while one floods it", async () => {
    bench = await new Bench().start();
    const [loud, quiet] = [await bench.client(), await bench.client()];
    const flood = Buffer.concat(Array.from({ length: 20_000 }, () => framed(bytes(7))));
    loud.write(flood);
    await expect.poll(() => bench.heard.length, { interval: 1 }).toBeGreaterThan(0);
    quiet.write(framed(bytes(9)));
    await expect.poll(() => bench.heard.some(({ bytes }) => bytes === "09"), { interval: 1 }).toBe(true);
    expect(bench.heard.length).toBeLessThan(20_000);
    await expect.poll(() => bench.heard).toHaveLength(20_001);
  });

  it.each([
    ["says nothing", { greeting: 20 }, ""],
    ["never finishes its message", { halfFrame: 20 }, "\0\x09abc"],
    ["falls silent", { silence: 20 }, "\0\x01a"],
  ])("closes a connection that %s", async (_what, limits, sent) => {
    bench = await new Bench(limits).start();
    const client = await bench.client();
    client.write(sent, "latin1");
    await gone(client);
    await expect.poll(() => bench.server.size).toBe(0);
  });

  it("limits connections, and those of one address", async () => {
    bench = await new Bench({ perHost: 2 }).start();
    const [a] = [await bench.client(), await bench.client()];
    await gone(await bench.client());
    expect(bench.server.counters).toMatchObject({ accepted: 2, turnedAway: 1 });
    a.destroy();
    await expect.poll(() => bench.server.size).toBe(1);
    await bench.client();
    await expect.poll(() => bench.server.size).toBe(2);
  });

  it("drops messages for a slow reader, and serves others meanwhile", async () => {
    bench = await new Bench().start();
    const [slow, quick] = [await bench.client(), await bench.client()];
    slow.pause();
    slow.write(framed(bytes(1)));
    await expect.poll(() => bench.heard).toHaveLength(1);
    quick.write(framed(bytes(2)));
    await expect.poll(() => bench.heard).toHaveLength(2);
    const [toSlow, toQuick] = bench.heard.map(({ via }) => via);
    const message = new Uint8Array(2000);
    for (let i = 0; i < 20_000 && bench.server.counters.refused === 0; i++) {
      bench.server.send(toSlow!, message);
      if (i % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(bench.server.counters.refused).toBe(1);
    const answer = once(quick, "data");
    bench.server.send(toQuick!, bytes(7));
    expect(hex((await answer)[0] as Uint8Array)).toBe("000107");
  });

  it("closes a connection after sending what is queued", async () => {
    bench = await new Bench().start();
    const client = await bench.client();
    client.write(framed(bytes(1)));
    await expect.poll(() => bench.heard).toHaveLength(1);
    const frames = new Frames();
    const received: string[] = [];
    client.on("data", (segment: Uint8Array) => received.push(...frames.add(segment)!.map(hex)));
    const { via } = bench.heard[0]!;
    for (let i = 0; i < 50; i++) bench.server.send(via, bytes(i));
    bench.server.close(via);
    await gone(client);
    expect(received).toHaveLength(50);
  });

  it("reports that the port is taken", async () => {
    bench = await new Bench().start();
    const at = bench.server.local!;
    const second = new StreamServer();
    const sink = { message: () => undefined, closed: () => undefined, broken: () => undefined };
    await expect(second.start(at, sink)).rejects.toThrow(`TCP port ${at.port} is in use`);
  });
});
