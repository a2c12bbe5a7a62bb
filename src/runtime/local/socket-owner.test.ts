import { describe, expect, it } from "vitest";
import { UdpSocket } from "../datapath/udp-socket.ts";
import { systemSockets } from "./socket-facts.ts";
import { isTrustedOnLoopback, type OpenSocket, type SocketFacts, socketsAt } from "./socket-owner.ts";

const title = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";
const row = (local: string, uid: number, inode = 123) =>
  `  1: ${local} 00000000:0000 07 00000000:00000000 00:00000000 00000000 ${uid} 0 ${inode} 2 0000000000000000 0`;
const tables: Record<string, string> = {
  "/proc/net/udp": [title, row("0100007F:1F90", 1000), row("0500000A:1F90", 7), row("00000000:0050", 0)].join("\n"),
  "/proc/net/udp6": [title, row("0000000000000000FFFF00000100007F:1F91", 1001)].join("\n"),
};
const found = (port: number) => socketsAt(port, (path) => tables[path]!).map(({ user }) => user);

it("finds the owner of a socket on the loopback", () => {
  expect([found(8080), found(80), found(8081), found(1)]).toEqual([[1000], [0], [1001], []]);
});

describe("a request is", () => {
  const facts = (sockets: readonly OpenSocket[], isShareable = false): SocketFacts => ({
    at: () => sockets,
    own: () => new Set(["7"]),
    isShareable: () => isShareable,
  });
  const of = (...users: number[]) => facts(users.map((user) => ({ user, inode: "1" })));
  const at = { address: "127.0.0.1", port: 40_000 };
  const trusted = (known: SocketFacts, from = at) => isTrustedOnLoopback(from, 1000, known);

  it("root's or the starter's, if no other user can have sent it", () => {
    expect([of(0), of(1000), of(0, 1000)].map((known) => trusted(known))).toEqual([true, true, true]);
    expect([of(), of(1001), of(0, 1001)].map((known) => trusted(known))).toEqual([false, false, false]);
  });

  it.each(["127.0.0.2", "192.0.2.1", "::1", "0.0.0.0"])("unidentified if it comes from %s", (address) => {
    expect(trusted(of(0), { ...at, address })).toBe(false);
  });

  it("unidentified if it comes from one of the daemon's own ports", () => {
    expect(trusted(facts([{ user: 0, inode: "7" }]))).toBe(false);
    expect(trusted(facts([{ user: 0, inode: "1" }, { user: 0, inode: "7" }]))).toBe(false); // prettier-ignore
  });

  it("unidentified if several programs may have had the port", () => {
    expect(trusted(facts([{ user: 0, inode: "1" }], true))).toBe(false);
  });
});

describe.runIf(process.platform === "linux")("what the system reports", () => {
  const self = process.getuid!();
  const anywhere = { address: "127.0.0.1", port: 0 };

  it("about a socket of this program: its user, that it is our own, and whether others may share it", async () => {
    await using alone = await UdpSocket.bind(anywhere, false);
    await using shared = await UdpSocket.bind(anywhere, true);
    const facts = [alone, shared].map(({ local: { port } }) => {
      const [socket] = systemSockets.at(port);
      return [socket!.user, systemSockets.own().has(socket!.inode), systemSockets.isShareable(port)];
    });
    expect(facts).toEqual([
      [self, true, false],
      [self, true, true],
    ]);
  });
});
