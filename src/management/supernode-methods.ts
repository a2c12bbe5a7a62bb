import { type Daemon, daemonMethods, helpRows, methodOfTheOther, type ManagementMethods } from "./method.ts";
import { problemRow } from "./problem-row.ts";
import { shown, type ReplyRow } from "./reply.ts";
import type { RunningSupernode } from "../status/supernode-status.ts";
import { type CommunityEntry, communityEntries, countsOf } from "./supernode-entries.ts";

export interface SupernodeDaemon extends Daemon {
  /** Reloads the list of communities: 0 done, -1 cannot be read, -2 empty. Absent = there is no list. */
  reload?: (() => number) | undefined;
}

/** Fact sheet §13; `info` is ours. */
export function supernodeMethods(daemon: SupernodeDaemon, look: () => RunningSupernode): ManagementMethods {
  const read = (help: string, rows: (view: RunningSupernode) => Iterable<ReplyRow>) =>
    ({ help, access: "read", run: () => rows(look()) }) as const;
  const methods: ManagementMethods = {
    supernodes: methodOfTheOther("edges", "read"),
    ...daemonMethods(daemon),
    reload_communities: {
      help: "reload the list of communities",
      access: "write",
      run({ isWrite }) {
        if (!isWrite) return { error: "writeonly" };
        return daemon.reload === undefined ? { error: "nofile" } : [{ ok: daemon.reload() }];
      },
    },
    communities: read("the communities", (view) => communityEntries(view).map(communityRow)),
    edges: read("the edges", (view) => edgeRows(communityEntries(view))),
    timestamps: read("when things happened", ({ startedAt, lastForwarded, lastRegistered }) => [
      {
        start_time: shown.time(startedAt),
        last_fwd: shown.time(lastForwarded),
        last_reg_super: shown.time(lastRegistered),
      },
    ]),
    packetstats: read("packet counters by path", (view) => {
      const counts = countsOf(view);
      return [
        { type: "forward", tx_pkt: counts.forwarded },
        { type: "broadcast", tx_pkt: counts.broadcast },
        { type: "reg_super", rx_pkt: counts.registrations, nak: counts.refused },
        { type: "errors", tx_pkt: counts.errors },
      ];
    }),
    info: read("identity of this supernode", (view) => [
      {
        version: view.version,
        macaddr: shown.mac(view.mac),
        sockaddr: shown.socket(view.socket),
        start_time: shown.time(view.startedAt),
        communities: communityEntries(view).length,
        edges: communityEntries(view).reduce((sum, { edges }) => sum + edges.length, 0),
        ...(view.unread !== undefined && { kernel_drops: view.unread }),
      },
    ]),
    leases: read("the addresses in use, kept for edges that are gone, and reserved", ({ leases }) =>
      leases.map(({ community, address, mac, description, state, lastSeen, until }) => ({
        community,
        ip4addr: address,
        macaddr: shown.mac(mac),
        desc: description,
        state,
        last_seen: shown.time(lastSeen),
        until: shown.time(until),
      })),
    ),
    problems: read("what keeps edges out, and what to do", ({ problems }) => problems.map(problemRow)),
    help: { help: "these methods", access: "read", run: () => helpRows(methods) },
  };
  return methods;
}

function communityRow(community: CommunityEntry): ReplyRow {
  return {
    community: community.name,
    purgeable: community.kind === "purgeable" ? 1 : 0,
    is_federation: community.kind === "federation" ? 1 : 0,
    ip4addr: shown.net(community.subnet),
  };
}

function* edgeRows(communities: readonly CommunityEntry[]): Iterable<ReplyRow> {
  for (const community of communities) {
    for (const edge of community.edges) {
      yield {
        community: community.name,
        ip4addr: shown.net(edge.address),
        purgeable: community.kind === "federation" ? 1 : 0,
        macaddr: shown.mac(edge.mac),
        sockaddr: shown.socket(edge.socket),
        proto: edge.transport.toUpperCase(),
        desc: edge.description,
        last_seen: shown.time(edge.lastSeen),
      };
    }
  }
}
