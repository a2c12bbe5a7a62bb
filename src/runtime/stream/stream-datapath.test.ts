import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hex } from "../../base/bytes.ts";
import type { Endpoint } from "../../base/address/endpoint.ts";
import type { Note } from "../../base/note.ts";
import { StreamDatapath } from "./stream-datapath.ts";
import { StreamServer } from "./stream-server.ts";

const bytes = (...list: number[]) => Uint8Array.from(list);

describe("stream datapath", () => {
  let server: StreamServer;
  let datapath: StreamDatapath;
  let remote: Endpoint;
  let heard: { via: number; text: string }[];
  let handed: string[];
  let lost: Endpoint[];
  let notes: Note[];

  beforeEach(async () => {
    [heard, handed, lost, notes] = [[], [], [], []];
    server = new StreamServer();
    const broken = (error: Error) => {
      throw error;
    };
    await server.start(
      { address: "127.0.0.1", port: 0 },
      { message: ({ via, bytes: got }) => heard.push({ via, text: hex(got) }), closed: () => undefined, broken },
    );
    remote = server.local!;
    datapath = new StreamDatapath({ note: (note) => notes.push(note) });
    await datapath.start({
      frames: () => undefined,
      datagrams: (batch) => handed.push(...batch.map((each) => `${each.remote.port} ${hex(each.bytes)}`)),
      broken,
      lost: (at) => lost.push(at),
    });
  });
  afterEach(async () => {
    await datapath[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  it("sends in order over one connection, also messages from before it is established", async () => {
    for (let i = 0; i < 20; i++) datapath.send([{ remote, bytes: bytes(i) }]);
    await expect.poll(() => heard.map(({ text }) => text)).toEqual(Array.from({ length: 20 }, (_, i) => hex(bytes(i))));
    datapath.send([{ remote, bytes: bytes(99) }]);
    await expect.poll(() => heard).toHaveLength(21);
    expect(new Set(heard.map(({ via }) => via)).size).toBe(1);
    expect(datapath.counters).toMatchObject({ datagramsOut: 21, refused: 0 });
  });

  it("delivers answers as from the endpoint it connected to", async () => {
    datapath.send([{ remote, bytes: bytes(1) }]);
    await expect.poll(() => heard).toHaveLength(1);
    server.send(heard[0]!.via, bytes(5));
    await expect.poll(() => handed).toEqual([`${remote.port} 05`]);
  });

  it("reports that a connection is lost, and opens another", async () => {
    datapath.send([{ remote, bytes: bytes(1) }]);
    await expect.poll(() => heard).toHaveLength(1);
    server.close(heard[0]!.via);
    await expect.poll(() => lost).toEqual([remote]);
    datapath.send([{ remote, bytes: bytes(2) }]);
    await expect.poll(() => heard.map(({ text }) => text)).toEqual(["01", "02"]);
  });

  it("gives up a connection on which nothing arrives, and opens another for the next message", async () => {
    datapath.send([{ remote, bytes: bytes(1) }]);
    await expect.poll(() => heard).toHaveLength(1);
    await expect
      .poll(
        () => {
          datapath.reconnect(remote);
          return notes;
        },
        { timeout: 5000 },
      )
      .toMatchObject([{ what: "connection lost" }]);
    datapath.send([{ remote, bytes: bytes(2) }]);
    await expect.poll(() => heard).toHaveLength(2);
    expect(heard[1]!.via).not.toBe(heard[0]!.via);
    expect(lost).toEqual([]);
  });

  it("keeps a connection that was just established, or is being established", async () => {
    datapath.send([{ remote, bytes: bytes(1) }]);
    datapath.reconnect(remote);
    await expect.poll(() => heard).toHaveLength(1);
    datapath.reconnect(remote);
    datapath.send([{ remote, bytes: bytes(2) }]);
    await expect.poll(() => heard).toHaveLength(2);
    expect(heard[1]!.via).toBe(heard[0]!.via);
  });

  it("reports that connecting fails, and does not treat it as lost", async () => {
    await server[Symbol.asyncDispose]();
    datapath.send([{ remote, bytes: bytes(1) }]);
    await expect.poll(() => notes).toHaveLength(1);
    expect(notes[0]).toMatchObject({ what: "cannot connect", with: { why: "ECONNREFUSED" } });
    expect(lost).toEqual([]);
  });

  it("counts what cannot be sent", () => {
    datapath.send([
      { remote: { address: "127.0.0.1", port: 0 }, bytes: bytes(1) },
      { remote: { address: "::1", port: 7 }, bytes: bytes(1) },
    ]);
    datapath.deliver([bytes(1)]);
    datapath.announce();
    for (let i = 0; i < 65; i++) datapath.send([{ remote, bytes: bytes(i) }]);
    expect(datapath.counters).toMatchObject({ datagramsOut: 64, refused: 5 });
    datapath.send([{ remote: { address: "::1", port: 7 }, bytes: bytes(1) }]);
    const why = "-S2 works over IPv4 only";
    expect(notes).toEqual([
      expect.objectContaining({ what: "cannot connect", with: expect.objectContaining({ why }) as unknown }),
    ]);
  });

  it("sends its last messages before it closes", async () => {
    datapath.send([{ remote, bytes: bytes(1) }]);
    await expect.poll(() => heard).toHaveLength(1);
    datapath.send([{ remote, bytes: bytes(2) }]);
    await datapath[Symbol.asyncDispose]();
    await expect.poll(() => heard).toHaveLength(2);
    expect(lost).toEqual([]);
  });
});
