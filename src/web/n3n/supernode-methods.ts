import { shown } from "../../management/reply.ts";
import { type CommunityEntry, communityEntries, countsOf, type EdgeEntry } from "../../management/supernode-entries.ts";
import type { RunningSupernode } from "../../status/supernode-status.ts";
import type { Topics } from "../topics.ts";
import { type N3nDaemon, reading, type Row, withCommon } from "./common-methods.ts";
import type { RpcMethods } from "./json-rpc.ts";
import { packetRows } from "./packet-rows.ts";

/** n3n's methods as a supernode answers them, with n3n's fields. */
export function supernodeRpc(daemon: N3nDaemon, look: () => RunningSupernode, topics: Topics): RpcMethods {
  const own: RpcMethods = {
    get_communities: reading("Show current communities", look, (view) => communityEntries(view).map(communityRow)),
    get_edges: reading("List current edges/peers", look, (view) => edgeRows(communityEntries(view))),
    get_info: { desc: "Provide basic edge information", run: () => ({ value: infoOf(look()) }) },
    get_packetstats: reading("traffic counters", look, (view) => packetRows(countsOf(view))),
    get_supernodes: reading("List current supernodes", look, () => []),
    get_timestamps: { desc: "Event timestamps", run: () => ({ value: timesOf(look()) }) },
  };
  return withCommon(own, daemon, topics);
}

const communityRow = ({ name, kind, subnet }: CommunityEntry): Row => ({
  community: name,
  purgeable: kind === "purgeable" ? 1 : 0,
  is_federation: kind === "federation" ? 1 : 0,
  ip4addr: shown.net(subnet),
});

function* edgeRows(communities: readonly CommunityEntry[]): Iterable<Row> {
  for (const { name, kind, edges } of communities) for (const edge of edges) yield edgeRow(name, kind, edge);
}

const edgeRow = (community: string, kind: CommunityEntry["kind"], edge: EdgeEntry): Row => ({
  mode: "sn",
  community,
  ip4addr: shown.net(edge.address),
  purgeable: kind === "federation" ? 0 : 1,
  local: 0,
  macaddr: shown.mac(edge.mac),
  sockaddr: shown.socket(edge.socket),
  prefered_sockaddr: "0.0.0.0:0",
  desc: edge.description,
  version: "",
  timeout: 0,
  uptime: 0,
  time_alloc: shown.time(edge.lastSeen),
  last_p2p: 0,
  last_sent_query: 0,
  last_seen: shown.time(edge.lastSeen),
});

const infoOf = (view: RunningSupernode): Row => ({
  version: view.version,
  // Ours are built from a release, whose version says it all.
  builddate: "",
  is_edge: 0,
  is_supernode: 1,
  macaddr: shown.mac(view.mac),
  ip4addr: "0.0.0.0",
  sockaddr: shown.socket(view.socket) || "0.0.0.0:0",
});

const timesOf = ({ startedAt, lastForwarded, lastRegistered }: RunningSupernode): Row => ({
  last_register_req: 0,
  last_rx_p2p: 0,
  last_rx_super: 0,
  last_sweep: 0,
  last_sn_fwd: shown.time(lastForwarded),
  last_sn_reg: shown.time(lastRegistered),
  start_time: shown.time(startedAt),
});
