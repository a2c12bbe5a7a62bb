import { instant } from "../../base/instant.ts";
import type { Mac } from "../../base/address/mac.ts";
import type { PeerStatus, RunningEdge } from "../../status/edge-status.ts";
import { supernodeDrops, type SupernodeDrop } from "../../status/supernode-drops.ts";
import type { LeaseStatus, MemberStatus, RunningSupernode } from "../../status/supernode-status.ts";

export const at = instant(1_796_039_246_000);
const macOf = (number: number) => `02:00:00:00:00:${String(number).padStart(2, "0")}` as Mac;
const socket = { address: "192.0.2.1", port: 7654 };

export const peer = (number: number, changes: Partial<PeerStatus> = {}): PeerStatus => ({
  mac: macOf(number),
  path: "direct",
  socket: { address: "192.0.2.9", port: number },
  since: at,
  why: "punched",
  fruitless: 0,
  local: false,
  address: { address: `10.0.0.${number}`, prefix: 24 },
  description: `peer ${number}`,
  lastSeen: at,
  authenticated: false,
  refused: false,
  ...changes,
});

/** A registered edge with one direct peer. For tests. */
export const edgeView = (changes: Partial<RunningEdge> = {}): RunningEdge => ({
  version: "ours",
  community: "abc",
  mac: macOf(1),
  address: { address: "10.0.0.1", prefix: 24 },
  registration: "registered",
  startedAt: at,
  peers: [peer(2, { roundTrip: 12.5 as NonNullable<PeerStatus["roundTrip"]>, loss: 0.25 })],
  drops: { multicast: 7 },
  problems: [],
  traffic: {
    direct: { sent: 5, received: 6 },
    relayed: { sent: 3, received: 2 },
    relayedBroadcast: { sent: 1, received: 0 },
  },
  supernodes: [{ socket, listed: true, state: "registered", mac: macOf(9), lastSeen: at }],
  ...changes,
});

const member = (number: number): MemberStatus => ({
  mac: macOf(number),
  address: { address: `10.0.0.${number}`, prefix: 24 },
  description: `edge ${number}`,
  socket: { address: "192.0.2.9", port: number },
  lastSeen: at,
  transport: "udp",
});

const lease = (number: number): LeaseStatus => ({
  community: "abc",
  isSecret: false,
  address: `10.0.0.${number}`,
  state: "in use",
  mac: macOf(number),
  description: `edge ${number}`,
  lastSeen: at,
});

/** A supernode with one community. For tests. */
export const supernodeView = (members = 2): RunningSupernode => ({
  version: "ours",
  mac: macOf(9),
  startedAt: at,
  socket,
  hasList: false,
  isPlainOnly: true,
  communities: [
    {
      name: "abc",
      purgeable: true,
      privacy: "plain",
      users: false,
      subnet: { address: "10.222.244.0", prefix: 24 },
      edges: Array.from({ length: members }, (_, i) => member(1 + (i % 90))),
    },
  ],
  federation: { name: "*Federation", supernodes: [] },
  leases: Array.from({ length: members }, (_, i) => lease(1 + (i % 90))),
  counters: {
    received: 100,
    registered: 2,
    refused: 1,
    unregistered: 0,
    expired: 0,
    unicast: 10,
    broadcast: 3,
    copies: 5,
    introduced: 4,
    queries: 6,
    pings: 7,
    dropped: { ...noDrops, rate: 8 },
  },
  problems: [],
});

const noDrops = Object.fromEntries(Object.keys(supernodeDrops).map((reason) => [reason, 0])) as Record<
  SupernodeDrop,
  number
>;
