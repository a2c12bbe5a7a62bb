import { lastSupernode, packetsOf } from "../../management/edge-traffic.ts";
import { shown } from "../../management/reply.ts";
import type { ListedSupernode, PeerStatus, RunningEdge } from "../../status/edge-status.ts";
import type { Topics } from "../topics.ts";
import { type N3nDaemon, reading, type Row, withCommon } from "./common-methods.ts";
import type { RpcMethods } from "./json-rpc.ts";
import { packetRows } from "./packet-rows.ts";

/** n3n's methods as an edge answers them, with n3n's fields. */
export function edgeRpc(daemon: N3nDaemon, look: () => RunningEdge, topics: Topics): RpcMethods {
  const own: RpcMethods = {
    get_communities: reading("Show current communities", look, ({ community }) =>
      community === undefined ? [] : [{ community }],
    ),
    get_edges: reading("List current edges/peers", look, (view) => view.peers.map((peer) => peerRow(peer, view))),
    get_info: { desc: "Provide basic edge information", run: () => ({ value: infoOf(look()) }) },
    get_packetstats: reading("traffic counters", look, (view) =>
      packetRows({ ...packetsOf(view), multicastDropped: view.drops.multicast ?? 0 }),
    ),
    get_supernodes: reading("List current supernodes", look, ({ supernodes }) => supernodes.map(supernodeRow)),
    get_timestamps: { desc: "Event timestamps", run: () => ({ value: timesOf(look()) }) },
  };
  return withCommon(own, daemon, topics);
}

function peerRow(peer: PeerStatus, { community, supernodes }: RunningEdge): Row {
  // Frames for a relayed peer go to the supernode.
  const relay = supernodes.find(({ state }) => state !== "other")?.socket;
  return {
    mode: peer.path === "direct" ? "p2p" : "pSp",
    community: community ?? "",
    ip4addr: shown.net(peer.address),
    purgeable: 1,
    local: peer.local ? 1 : 0,
    macaddr: shown.mac(peer.mac),
    sockaddr: shown.socket(peer.socket ?? relay),
    prefered_sockaddr: shown.socket(peer.hint) || "0.0.0.0:0",
    desc: peer.description ?? "",
    version: "",
    timeout: 0,
    uptime: 0,
    time_alloc: shown.time(peer.since),
    last_p2p: shown.time(peer.lastDirect),
    last_sent_query: shown.time(peer.lastQuery),
    last_seen: shown.time(peer.lastSeen),
  };
}

function supernodeRow(entry: ListedSupernode): Row {
  const isUp = entry.startedAt !== undefined && entry.lastSeen !== undefined;
  return {
    version: entry.version ?? "",
    purgeable: entry.listed ? 0 : 1,
    current: { other: 0, registered: 1, waiting: 2 }[entry.state],
    macaddr: shown.mac(entry.mac),
    sockaddr: shown.socket(entry.socket),
    selection: entry.selection ?? "",
    last_seen: shown.time(entry.lastSeen),
    uptime: isUp ? Math.max(0, shown.time(entry.lastSeen) - shown.time(entry.startedAt)) : 0,
  };
}

const infoOf = (view: RunningEdge): Row => ({
  version: view.version,
  // Ours are built from a release, whose version says it all.
  builddate: "",
  is_edge: 1,
  is_supernode: 0,
  macaddr: shown.mac(view.mac),
  ip4addr: view.address?.address ?? "",
  sockaddr: shown.socket(view.publicSocket) || "0.0.0.0:0",
});

const timesOf = (view: RunningEdge): Row => ({
  last_register_req: shown.time(lastSupernode(view)),
  last_rx_p2p: shown.time(view.traffic.lastDirect),
  last_rx_super: shown.time(lastSupernode(view)),
  last_sweep: 0,
  last_sn_fwd: 0,
  last_sn_reg: 0,
  start_time: shown.time(view.startedAt),
});
