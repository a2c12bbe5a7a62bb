import type { ListedSupernode, PeerStatus, RunningEdge } from "../status/edge-status.ts";
import { lastSupernode, packetsOf } from "./edge-traffic.ts";
import { type Daemon, daemonMethods, helpRows, methodOfTheOther, type ManagementMethods } from "./method.ts";
import { problemRow } from "./problem-row.ts";
import { shown, type ReplyRow } from "./reply.ts";
import type { Subscriptions } from "./subscriptions.ts";

/** Fact sheet §13; `info` is from later versions of the reference (§15), `paths` is ours. */
export function edgeMethods(
  daemon: Daemon,
  look: () => RunningEdge,
  subscriptions: Subscriptions,
  post: (text: string) => void,
): ManagementMethods {
  const read = (help: string, rows: (view: RunningEdge) => Iterable<ReplyRow> | { error: string }) =>
    ({ help, access: "read", run: () => rows(look()) }) as const;
  const methods: ManagementMethods = {
    reload_communities: methodOfTheOther("supernodes", "write"),
    ...daemonMethods(daemon),
    communities: read("the community", ({ community }) =>
      community === undefined ? { error: "noaccess" } : [{ community }],
    ),
    edges: read("the peers", (view) => view.peers.map((peer) => peerRow(peer, relayOf(view)))),
    supernodes: read("the supernodes", (view) => view.supernodes.map(supernodeRow)),
    timestamps: read("when things happened", (view) => [
      {
        start_time: shown.time(view.startedAt),
        last_super: shown.time(lastSupernode(view)),
        last_p2p: shown.time(view.traffic.lastDirect),
      },
    ]),
    packetstats: read("packet counters by path", (view) => {
      const packets = packetsOf(view);
      return packetTypes.map(([type, kind]) => ({ type, tx_pkt: packets[kind].sent, rx_pkt: packets[kind].received }));
    }),
    info: read("identity of this edge", (view) => [infoRow(view)]),
    paths: read("how each peer is reached, since when and why", ({ peers }) => peers.map(pathRow)),
    problems: read("what keeps traffic from flowing, and what to do", ({ problems }) => problems.map(problemRow)),
    "post.test": {
      help: "send an event to the subscriber of test",
      access: "read",
      run({ rest }) {
        post(rest);
        return [{ sending: "test" }];
      },
    },
    help: { help: "these methods", access: "read", run: () => helpRows(methods) },
    "help.events": { help: "what can be subscribed to", access: "read", run: () => subscriptions.rows() },
  };
  return methods;
}

const packetTypes = [
  ["transop", "sealed"],
  ["p2p", "direct"],
  ["super", "relayed"],
  ["super_broadcast", "relayedBroadcast"],
] as const;

/** Frames for a relayed peer go to the supernode, so its socket is shown, as in the reference. */
const relayOf = ({ supernodes }: RunningEdge) => supernodes.find(({ state }) => state !== "other")?.socket;

function peerRow(peer: PeerStatus, relay: ListedSupernode["socket"] | undefined): ReplyRow {
  return {
    mode: peer.path === "direct" ? "p2p" : "pSp",
    ip4addr: shown.net(peer.address),
    purgeable: 0,
    local: peer.local ? 1 : 0,
    macaddr: shown.mac(peer.mac),
    sockaddr: shown.socket(peer.socket ?? relay),
    desc: peer.description ?? "",
    last_p2p: shown.time(peer.lastDirect),
    last_sent_query: shown.time(peer.lastQuery),
    last_seen: shown.time(peer.lastSeen),
  };
}

function pathRow(peer: PeerStatus): ReplyRow {
  return {
    macaddr: shown.mac(peer.mac),
    ip4addr: shown.net(peer.address),
    desc: peer.description ?? "",
    path: peer.path,
    sockaddr: shown.socket(peer.socket),
    hint: shown.socket(peer.hint),
    since: shown.time(peer.since),
    why: peer.why,
    registers: peer.fruitless,
    last_seen: shown.time(peer.lastSeen),
    authenticated: peer.authenticated ? 1 : 0,
    refused: peer.refused ? 1 : 0,
    ...roundTrip(peer),
    ...(peer.loss !== undefined && { loss: Math.round(peer.loss * 100) / 100 }),
  };
}

/** `purgeable` is 1 for configured ones: inverted, as in 3.1.1. */
function supernodeRow(entry: ListedSupernode): ReplyRow {
  return {
    version: entry.version ?? "",
    purgeable: entry.listed ? 1 : 0,
    current: { other: 0, registered: 1, waiting: 2 }[entry.state],
    macaddr: shown.mac(entry.mac),
    sockaddr: shown.socket(entry.socket),
    selection: entry.selection ?? "",
    last_seen: shown.time(entry.lastSeen),
    uptime:
      entry.startedAt === undefined || entry.lastSeen === undefined
        ? 0
        : Math.max(0, shown.time(entry.lastSeen) - shown.time(entry.startedAt)),
    ...roundTrip(entry),
  };
}

/** Absent if not measured. */
const roundTrip = ({ roundTrip: time }: PeerStatus | ListedSupernode) =>
  time !== undefined && { rtt_ms: Math.round(time * 100) / 100 };

function infoRow(view: RunningEdge): ReplyRow {
  return {
    version: view.version,
    macaddr: shown.mac(view.mac),
    ip4addr: view.address?.address ?? "",
    ip4netmask: view.address === undefined ? "" : netmask(view.address.prefix),
    sockaddr: shown.socket(view.publicSocket),
    local_sockaddr: shown.socket(view.socket),
    registration: view.registration,
    community: view.community ?? "",
    start_time: shown.time(view.startedAt),
    ...(view.bridge && { bridge_here: view.bridge.here, bridge_there: view.bridge.there }),
  };
}

const netmask = (prefix: number): string =>
  [0, 8, 16, 24].map((bits) => (0xff00 >> Math.min(Math.max(prefix - bits, 0), 8)) & 0xff).join(".");
