import { createSocket } from "node:dgram";
import { once } from "node:events";
import { beforeAll, describe, expect, it } from "vitest";
import { hex } from "../../../../base/bytes.ts";
import { numberedMac, packet } from "../../../../supernode/replay/conversation.ts";
import { encode } from "../../../../wire/codec.ts";
import { datapathContract } from "../../testing/contract.ts";
import type { Datagram, RelayTraffic } from "../../datapath.ts";
import { whyNoUdpOffload } from "../shared/offloads.ts";
import { FastRelay } from "./fast-relay.ts";
import { builtRelayCore } from "./testing/bench.ts";

const loopback = { bind: { address: "127.0.0.1", port: 0 } };
const ignore = { frames: () => undefined, datagrams: () => undefined, broken: () => undefined };

describe.runIf(whyNoUdpOffload() === undefined)("on the loopback device", () => {
  beforeAll(() => void builtRelayCore(), 60_000);

  datapathContract(
    "relay",
    async () => {
      const datapath = new FastRelay(loopback);
      const far = await program();
      return {
        datapath,
        far: {
          endpoint: far.endpoint,
          send: (bytes) => far.socket.send(bytes, datapath.local!.port, "127.0.0.1"),
          received: () => far.heard,
        },
        close: async () => void far.socket.close(),
      };
    },
    { tap: false },
  );

  it("reports which address a datagram was sent to, and sends from it", async () => {
    await using datapath = new FastRelay({ bind: { address: "0.0.0.0", port: 0 } });
    const handed: Datagram[] = [];
    await datapath.start({ ...ignore, datagrams: (batch) => handed.push(...batch) });
    const { port } = datapath.local!;
    const far = await program("127.0.0.1");
    far.socket.send(Uint8Array.of(1), port, "127.0.0.7");
    await expect.poll(() => handed.map(({ local }) => local)).toEqual([{ address: "127.0.0.7", port }]);
    datapath.send([{ remote: far.endpoint, local: { address: "127.0.0.7", port }, bytes: Uint8Array.of(2) }]);
    await expect.poll(() => far.from).toEqual([{ address: "127.0.0.7", port }]);
    far.socket.close();
  });

  it("has the kernel drop datagrams that do not look like a plain message, as long as all headers are plain", async () => {
    await using datapath = new FastRelay(loopback);
    const up: string[] = [];
    const kept = (batch: readonly Datagram[]) => up.push(...batch.map(({ bytes }) => hex(bytes)));
    await datapath.start({ ...ignore, datagrams: kept });
    datapath.relaying.plainOnly(true);
    const far = await program();
    const good = encode(packet(1, numberedMac(2)));
    const changed = (at: number, value: number) => Uint8Array.from(good, (byte, i) => (i === at ? value : byte));
    const bad = [good.subarray(0, 23), changed(0, 2), changed(2, 1), changed(3, 0x83), changed(3, 12), changed(23, 1)];
    for (const bytes of [...bad, good, changed(3, 0x23), changed(3, 11)])
      far.socket.send(bytes, datapath.local!.port, "127.0.0.1");
    const passed = [changed(3, 0x23), changed(3, 11)].map(hex);
    await expect.poll(() => up.slice(-2)).toEqual(passed);
    expect(datapath.counters.datagramsIn).toBe(3);
    expect(datapath.counters.unread).toBe(bad.length);
    datapath.relaying.plainOnly(false);
    far.socket.send(changed(0, 2), datapath.local!.port, "127.0.0.1");
    await expect.poll(() => up.at(-1)).toEqual(hex(changed(0, 2)));
    far.socket.close();
  });

  it("reports that a port is in use", async () => {
    await using first = new FastRelay(loopback);
    await first.start(ignore);
    await using second = new FastRelay({ bind: first.local! });
    await expect(second.start(ignore)).rejects.toThrow(`UDP port ${first.local!.port} is in use`);
  });

  it("relays PACKETs between the edges in its table, reports them, and follows one that moves", async () => {
    await using datapath = new FastRelay(loopback);
    const reports: RelayTraffic[] = [];
    const up: string[] = [];
    await datapath.start({
      ...ignore,
      datagrams: (batch) => up.push(...batch.map(({ bytes }) => hex(bytes))),
      relayed: (traffic) => reports.push(traffic),
    });
    const [a, b, moved] = [await program(), await program(), await program()];
    const edge = (number: number, remote: typeof a.endpoint) =>
      datapath.relaying.set({ community: "home", mac: numberedMac(number), remote, carried: true });
    edge(1, a.endpoint);
    edge(2, b.endpoint);
    const sent = packet(1, numberedMac(2));
    const relayed = encode({ ...sent, ttl: 1, fromSupernode: true, socket: a.endpoint });
    const say = () => a.socket.send(encode(sent), datapath.local!.port, "127.0.0.1");
    // The table is updated once the thread has something else to read.
    await expect.poll(() => (say(), b.heard.map(hex))).toContain(hex(relayed));
    edge(2, moved.endpoint);
    await expect.poll(() => (say(), moved.heard.map(hex))).toContain(hex(relayed));
    await expect
      .poll(() => reports.flatMap(({ edges }) => edges))
      .toEqual(expect.arrayContaining([expect.objectContaining({ community: "home", mac: numberedMac(1) })]));
    expect(up).toEqual([]);
    datapath.relaying.remove("home", numberedMac(2));
    await expect.poll(() => (say(), up)).toContain(hex(encode(sent)));
    for (const { socket } of [a, b, moved]) socket.close();
  });
});

async function program(address = "127.0.0.1") {
  const socket = createSocket("udp4").bind(0, address);
  await once(socket, "listening");
  const heard: Uint8Array[] = [];
  const from: { address: string; port: number }[] = [];
  socket.on("message", (bytes, remote) => {
    heard.push(bytes);
    from.push({ address: remote.address, port: remote.port });
  });
  return { socket, heard, from, endpoint: { address, port: socket.address().port } };
}
