import { expect, it } from "vitest";
import type { Mac } from "../base/address/mac.ts";
import { instant } from "../base/instant.ts";
import type { RunningSupernode } from "../status/supernode-status.ts";
import { noCounts } from "../supernode/counters.ts";
import { SupernodeManagement } from "./supernode-management.ts";

const mac = "02:00:00:00:00:01" as Mac;
const at = instant(5000);
const address = { address: "10.0.0.1", prefix: 24 };
const socket = { address: "192.0.2.1", port: 5 };
const edge = { mac, address, description: "a", socket, lastSeen: at, transport: "tcp" } as const;
const counters = { ...noCounts(), unicast: 1, introduced: 7, broadcast: 1, copies: 2, registered: 3, refused: 1 };
counters.dropped.malformed = 4;
counters.dropped.rate = 5;
const view: RunningSupernode = {
  version: "v",
  mac,
  startedAt: at,
  socket,
  unread: 30,
  hasList: true,
  isPlainOnly: true,
  communities: [{ name: "café", purgeable: false, privacy: "plain", users: false, subnet: address, edges: [edge] }],
  federation: { name: "*Federation", supernodes: [{ socket, purgeable: false }] },
  leases: [
    { community: "café", isSecret: false, address: "10.0.0.1", state: "in use", mac, description: "a", lastSeen: at },
    { community: "café", isSecret: false, address: "10.0.0.9", state: "reserved", description: "b" },
  ],
  counters,
  lastForwarded: at,
  problems: [],
};

const daemon = { verbosity: () => 4, setVerbosity: () => undefined, stop: () => undefined };
const rows = (method: string) =>
  new SupernodeManagement(daemon, () => view, undefined)
    .answer(new TextEncoder().encode(`r 1 ${method}`), { isTrusted: () => true }, at)
    .slice(1, -1)
    .map((reply) => JSON.parse(reply) as Record<string, unknown>);

it("the federation is a community without a name, whose edges are supernodes", () => {
  expect(rows("communities")).toMatchObject([
    { community: "-/-", is_federation: 1, purgeable: 0 },
    { community: "café", is_federation: 0, purgeable: 0, ip4addr: "10.0.0.1/24" },
  ]);
  expect(rows("edges")).toMatchObject([
    { community: "-/-", proto: "UDP", sockaddr: "192.0.2.1:5", last_seen: 0 },
    { community: "café", proto: "TCP", sockaddr: "192.0.2.1:5", last_seen: 5, desc: "a" },
  ]);
});

it("leases say whether an address is in use, kept or reserved", () => {
  expect(rows("leases")).toEqual([
    expect.objectContaining({
      community: "café",
      ip4addr: "10.0.0.1",
      state: "in use",
      desc: "a",
      last_seen: 5,
      until: 0,
    }),
    expect.objectContaining({ community: "café", ip4addr: "10.0.0.9", state: "reserved", macaddr: "", desc: "b" }),
  ]);
});

it("the reference's counters are sums of ours; what the kernel dropped is an error too", () => {
  expect(rows("packetstats")).toMatchObject([
    { type: "forward", tx_pkt: 8 },
    { type: "broadcast", tx_pkt: 2 },
    { type: "reg_super", rx_pkt: 4, nak: 1 },
    { type: "errors", tx_pkt: 39 },
  ]);
  expect(rows("info")).toMatchObject([{ communities: 2, edges: 2, kernel_drops: 30 }]);
  expect(rows("timestamps")).toMatchObject([{ last_fwd: 5 }]);
});
