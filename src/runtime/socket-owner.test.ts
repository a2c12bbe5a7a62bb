import { expect, it } from "vitest";
import { isTrustedOnLoopback, loopbackOwners } from "./socket-owner.ts";
import { UdpSocket } from "./datapath/udp-socket.ts";

const title = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";
const row = (local: string, uid: number) =>
  `  1: ${local} 00000000:0000 07 00000000:00000000 00:00000000 00000000 ${uid} 0 123 2 0000000000000000 0`;
const tables: Record<string, string> = {
  "/proc/net/udp": [title, row("0100007F:1F90", 1000), row("0500000A:1F90", 7), row("00000000:0050", 0)].join("\n"),
  "/proc/net/udp6": [title, row("0000000000000000FFFF00000100007F:1F91", 1001)].join("\n"),
};
const owners = (port: number) => [...loopbackOwners(port, (path) => tables[path]!)];

it("finds who has a socket on the loopback", () => {
  expect([owners(8080), owners(80), owners(8081), owners(1)]).toEqual([[1000], [0], [1001], []]);
});

it("trusts root and the starter, when nobody else can have sent it", () => {
  const trusted = (...uids: number[]) => isTrustedOnLoopback(1, 1000, new Set(uids));
  expect([trusted(0), trusted(1000), trusted(0, 1000)]).toEqual([true, true, true]);
  expect([trusted(), trusted(1001), trusted(0, 1001)]).toEqual([false, false, false]);
});

it.runIf(process.platform === "linux")("finds this program", async () => {
  await using socket = await UdpSocket.bind({ address: "127.0.0.1", port: 0 }, false);
  expect([...loopbackOwners(socket.local.port)]).toEqual([process.getuid!()]);
});
