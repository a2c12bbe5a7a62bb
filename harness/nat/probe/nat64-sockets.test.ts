import { expect, it } from "vitest";
import type { Endpoint } from "../../../src/base/address/endpoint.ts";
import { nat64Sockets } from "./nat64-sockets.ts";
import type { ProbeSocket } from "./sockets.ts";

it("reaches IPv4 servers by the prefix from IPv6 sockets, and shows them by their IPv4 addresses", async () => {
  const sent: Endpoint[] = [];
  const socket = (address: string): ProbeSocket => ({
    local: { address, port: 1 },
    send: (to) => void sent.push(to),
    receive: async () => ({ from: { address: "2001:db8:64::c633:6401", port: 3478 }, bytes: new Uint8Array(0) }),
    close: () => undefined,
  });
  const sockets = nat64Sockets({ open: async (_node, address) => socket(address) }, "2001:db8:64::");
  const inside = await sockets.open("alice", "2001:db8:1:2::101", 1);
  const server = await sockets.open("internet", "198.51.100.1", 3478);
  inside.send({ address: "198.51.100.1", port: 3478 }, new Uint8Array(0));
  server.send({ address: "198.18.2.1", port: 9 }, new Uint8Array(0));
  expect(sent).toEqual([
    { address: "2001:db8:64::c633:6401", port: 3478 },
    { address: "198.18.2.1", port: 9 },
  ]);
  expect((await inside.receive(() => true, 0))?.from).toEqual({ address: "198.51.100.1", port: 3478 });
  expect(inside.local.address).toBe("2001:db8:1:2::101");
});
