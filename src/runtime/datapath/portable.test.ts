import { createSocket } from "node:dgram";
import { once } from "node:events";
import { networkInterfaces } from "node:os";
import { describe, expect, it } from "vitest";
import { ConfigError } from "../../base/config-error.ts";
import type { Endpoint } from "../../base/address/endpoint.ts";
import type { Datagram } from "./datapath.ts";
import { datapathContract } from "./testing/contract.ts";
import { PortableDatapath } from "./portable.ts";

const loopback = { address: "127.0.0.1", port: 0 };
const ignore = { frames: () => undefined, datagrams: () => undefined, broken: () => undefined };

async function stranger(send: () => Endpoint) {
  const socket = createSocket("udp4");
  socket.bind(0, loopback.address);
  await once(socket, "listening");
  const heard: { bytes: Uint8Array; from: Endpoint }[] = [];
  socket.on("message", (bytes, { address, port }) => heard.push({ bytes, from: { address, port } }));
  return {
    heard,
    endpoint: { address: loopback.address, port: socket.address().port },
    send: (bytes: Uint8Array) => socket.send(bytes, send().port, send().address),
    close: () => void socket.close(),
  };
}

datapathContract(
  "portable",
  async () => {
    const datapath = new PortableDatapath({ bind: loopback, perAddress: false, multicast: false });
    const far = await stranger(() => datapath.local!);
    return {
      datapath,
      far: { ...far, received: () => far.heard.map(({ bytes }) => bytes) },
      close: async () => far.close(),
    };
  },
  { tap: false },
);

const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === "::1"));

describe("portable datapath", () => {
  it.runIf(hasIpv6)("is reachable by IPv6 on the same port, and answers", async () => {
    await using datapath = new PortableDatapath({ perAddress: true, multicast: false });
    const got: Datagram[] = [];
    await datapath.start({ ...ignore, datagrams: (batch) => got.push(...batch) });
    const far = createSocket("udp6").bind(0, "::1");
    await once(far, "listening");
    const heard: Endpoint[] = [];
    far.on("message", (_bytes, { address, port }) => heard.push({ address, port }));
    far.send(Buffer.from("hello"), datapath.local!.port, "::1");
    await expect.poll(() => got.map(({ remote }) => remote)).toEqual([{ address: "::1", port: far.address().port }]);
    datapath.send([{ remote: got[0]!.remote, bytes: Buffer.from("hello") }]);
    await expect.poll(() => heard).toEqual([{ address: "::1", port: datapath.local!.port }]);
    far.close();
  });

  it("reports which of its addresses was asked, and answers from it", async () => {
    await using datapath = new PortableDatapath({ perAddress: true, multicast: false });
    const got: Datagram[] = [];
    await datapath.start({ ...ignore, datagrams: (batch) => got.push(...batch) });
    const asked = { address: "127.0.0.1", port: datapath.local!.port };
    const far = await stranger(() => asked);
    far.send(Buffer.from("which?"));
    await expect.poll(() => got.map(({ local }) => local)).toEqual([asked]);
    datapath.send([{ remote: far.endpoint, local: asked, bytes: Buffer.from("this") }]);
    await expect.poll(() => far.heard.map(({ from }) => from)).toEqual([asked]);
    far.close();
  });

  it.each([true, false])("reports that a port is in use (a socket per address: %s)", async (perAddress) => {
    await using first = new PortableDatapath({ perAddress: true, multicast: false });
    await first.start(ignore);
    const port = first.local!.port;
    await using second = new PortableDatapath({ bind: { address: "0.0.0.0", port }, perAddress, multicast: false });
    await expect(second.start(ignore)).rejects.toThrow(
      new ConfigError(`UDP port ${port} is in use: choose another with -p, or stop the program that uses it`),
    );
  });

  it("reports that an address is not this machine's", async () => {
    const bind = { address: "192.0.2.1", port: 0 };
    await using datapath = new PortableDatapath({ bind, perAddress: false, multicast: false });
    await expect(datapath.start(ignore)).rejects.toThrow(/no interface of this machine has the address 192\.0\.2\.1/);
  });
});
