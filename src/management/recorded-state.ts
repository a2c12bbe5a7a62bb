import { instant } from "../base/instant.ts";
import type { Mac } from "../base/mac.ts";
import type { EdgeView } from "./edge-view.ts";
import type { SupernodeView } from "./supernode-view.ts";

//  What the reference's daemons were when their answers were recorded, and how answers are compared. For tests and the
//  vectors tool.

/** Of the recording's clock. */
export const second = (n: number) => instant((1795250000 + n) * 1000);
const net = (address: string) => ({ address, prefix: 24 });
const [alpha, beta, sn] = ["02:00:00:00:00:01", "02:00:00:00:00:02", "02:5e:00:00:00:01"] as Mac[];
export const edgeView: EdgeView = {
  version: "ours",
  community: "mgmtnet",
  mac: alpha!,
  address: net("10.50.1.1"),
  registration: "registered",
  startedAt: second(270),
  lastSupernode: second(270),
  lastDirect: second(277),
  peers: [
    {
      mac: beta!,
      path: "direct",
      since: second(277),
      why: "punched",
      socket: { address: "10.78.0.11", port: 50002 },
      local: true,
      address: net("10.50.1.2"),
      description: "beta",
      lastSeen: second(277),
      lastDirect: second(277),
    },
  ],
  supernodes: [
    {
      socket: { address: "10.78.0.1", port: 7654 },
      listed: true,
      state: "registered",
      mac: sn!,
      version: "3.1.1",
      selection: "load =        0",
      lastSeen: second(277),
      startedAt: second(269),
    },
  ],
  packets: {
    sealed: { sent: 6, received: 6 },
    direct: { sent: 3, received: 4 },
    relayed: { sent: 3, received: 2 },
    relayedBroadcast: { sent: 3, received: 2 },
  },
};

export const supernodeView: SupernodeView = {
  version: "ours",
  mac: sn!,
  startedAt: second(269),
  lastForward: second(272),
  lastRegistration: second(290),
  communities: [
    { name: "*fedname1", kind: "federation", edges: [] },
    {
      name: "mgmtnet",
      kind: "fixed",
      subnet: net("10.50.1.0"),
      edges: [
        ["10.50.1.1", alpha!, "10.78.0.21", 50001, "alpha"] as const,
        ["10.50.1.2", beta!, "10.78.0.11", 50002, "beta"] as const,
      ].map(([address, mac, host, port, description]) => {
        return {
          mac,
          address: net(address),
          description,
          socket: { address: host, port },
          transport: "UDP",
          lastSeen: second(290),
        };
      }),
    },
    { name: "hdr1", kind: "fixed", subnet: net("10.196.192.0"), edges: [] },
  ],
  counters: { forwarded: 0, broadcast: 3, registrations: 4, refused: 0, errors: 0 },
};

/** Does what it is told, and keeps what that was. */
export class Daemon {
  level = 2;
  stopped = false;
  verbosity = () => this.level;
  setVerbosity = (level: number) => void (this.level = level);
  stop = () => void (this.stopped = true);
  reload = () => 0;
}

/** Times go on while the daemon is asked. */
const passing = ["last_super", "last_reg_super", "last_fwd"];

export function decoded(replies: readonly string[]): unknown {
  if (!replies.every((reply) => reply.startsWith("{"))) return replies.join("").replace(/ +\d+/g, " N");
  return replies.map((reply) => {
    const row = JSON.parse(reply) as Record<string, unknown>;
    return Object.fromEntries(Object.entries(row).filter(([name]) => !passing.includes(name)));
  });
}

/** Ours has its own words, and methods beyond the reference's. */
export const ownWords = /^(help|\?|r \d+ help(\.events)?)\s*$/;
export const commands = (replies: readonly string[]) =>
  replies.flatMap((reply) => /"(?:cmd|topic)":"([^"]+)","(?:help|tag)"/.exec(reply)?.[1] ?? []);
