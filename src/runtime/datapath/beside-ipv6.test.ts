import { createSocket } from "node:dgram";
import { once } from "node:events";
import { networkInterfaces } from "node:os";
import { describe, expect, it } from "vitest";
import { BesideIpv6 } from "./beside-ipv6.ts";
import { datapathContract } from "./testing/contract.ts";
import type { Datagram } from "./datapath.ts";
import { PortableDatapath } from "./portable.ts";

const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === "::1"));
const traffic = { tos: 0, pathMtuDiscovery: false };
const ignore = { frames: () => undefined, datagrams: () => undefined, broken: () => undefined };

const ipv4Only = () =>
  new PortableDatapath({ bind: { address: "127.0.0.1", port: 0 }, perAddress: false, multicast: false });

async function program(family: 4 | 6, address: string) {
  const socket = createSocket(`udp${family}`).bind(0, address);
  await once(socket, "listening");
  const heard: Uint8Array[] = [];
  socket.on("message", (bytes) => heard.push(bytes));
  return { socket, heard, endpoint: { address, port: socket.address().port } };
}

datapathContract(
  "IPv4 with IPv6 beside it",
  async () => {
    const datapath = new BesideIpv6(ipv4Only(), traffic);
    const { socket, heard, endpoint } = await program(4, "127.0.0.1");
    return {
      datapath,
      far: {
        endpoint,
        send: (bytes) => socket.send(bytes, datapath.local!.port, "127.0.0.1"),
        received: () => heard,
      },
      close: async () => void socket.close(),
    };
  },
  { tap: false, ipv6: true },
);

describe.runIf(hasIpv6)("on a machine with IPv6", () => {
  it("receives and sends both families on one port, and counts both", async () => {
    await using datapath = new BesideIpv6(ipv4Only(), traffic);
    const got: Datagram[] = [];
    await datapath.start({ ...ignore, datagrams: (batch) => got.push(...batch) });
    const four = await program(4, "127.0.0.1");
    const six = await program(6, "::1");
    four.socket.send("4", datapath.local!.port, "127.0.0.1");
    six.socket.send("6", datapath.local!.port, "::1");
    await expect
      .poll(() => got.map(({ remote }) => remote))
      .toEqual(expect.arrayContaining([four.endpoint, six.endpoint]));
    datapath.send([six, four, six].map(({ endpoint }) => ({ remote: endpoint, bytes: Uint8Array.of(7) })));
    await expect.poll(() => [four.heard.length, six.heard.length]).toEqual([1, 2]);
    await expect.poll(() => datapath.counters).toMatchObject({ datagramsIn: 2, datagramsOut: 3, refused: 0 });
    four.socket.close();
    six.socket.close();
  });
});
