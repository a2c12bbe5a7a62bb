import { type Daemon, daemonMethods, helpRows, methodOfTheOther, type Methods } from "./method.ts";
import { problemRow } from "./problem-row.ts";
import { shown, type Row } from "./reply.ts";
import type { CommunityView, SupernodeView } from "./supernode-view.ts";

export interface SupernodeDaemon extends Daemon {
  /** Reloads the list of communities: 0 done, -1 cannot read it, -2 it is empty. Absent = there is no list. */
  reload?(): number;
}

/** Fact sheet §13; `info` is ours. */
export function supernodeMethods(daemon: SupernodeDaemon, look: () => SupernodeView): Methods {
  const read = (help: string, rows: (view: SupernodeView) => Iterable<Row>) =>
    ({ help, access: "read", run: () => rows(look()) }) as const;
  const methods: Methods = {
    supernodes: methodOfTheOther("edges", "read"),
    ...daemonMethods(daemon),
    reload_communities: {
      help: "read the list of communities again",
      access: "write",
      run({ isWrite }) {
        if (!isWrite) return { error: "writeonly" };
        return daemon.reload === undefined ? { error: "nofile" } : [{ ok: daemon.reload() }];
      },
    },
    communities: read("the communities", ({ communities }) => communities.map(communityRow)),
    edges: read("the edges", ({ communities }) => edgeRows(communities)),
    timestamps: read("when things happened", ({ startedAt, lastForward, lastRegistration }) => [
      {
        start_time: shown.time(startedAt),
        last_fwd: shown.time(lastForward),
        last_reg_super: shown.time(lastRegistration),
      },
    ]),
    packetstats: read("how many packets went which way", ({ counters }) => [
      { type: "forward", tx_pkt: counters.forwarded },
      { type: "broadcast", tx_pkt: counters.broadcast },
      { type: "reg_super", rx_pkt: counters.registrations, nak: counters.refused },
      { type: "errors", tx_pkt: counters.errors },
    ]),
    info: read("identity of this supernode", (view) => [
      {
        version: view.version,
        macaddr: shown.mac(view.mac),
        sockaddr: shown.socket(view.socket),
        start_time: shown.time(view.startedAt),
        communities: view.communities.length,
        edges: view.communities.reduce((sum, { edges }) => sum + edges.length, 0),
        ...(view.counters.unread !== undefined && { kernel_drops: view.counters.unread }),
      },
    ]),
    problems: read("what keeps edges out, and what to do", ({ problems = [] }) => problems.map(problemRow)),
    help: { help: "these methods", access: "read", run: () => helpRows(methods) },
  };
  return methods;
}

/** The federation's name is a secret. */
export const communityName = ({ kind, name }: CommunityView): string => (kind === "federation" ? "-/-" : name);

function communityRow(community: CommunityView): Row {
  return {
    community: communityName(community),
    purgeable: community.kind === "purgeable" ? 1 : 0,
    is_federation: community.kind === "federation" ? 1 : 0,
    ip4addr: shown.net(community.subnet),
  };
}

function* edgeRows(communities: readonly CommunityView[]): Iterable<Row> {
  for (const community of communities) {
    for (const edge of community.edges) {
      yield {
        community: communityName(community),
        ip4addr: shown.net(edge.address),
        purgeable: community.kind === "federation" ? 1 : 0,
        macaddr: shown.mac(edge.mac),
        sockaddr: shown.socket(edge.socket),
        proto: edge.transport,
        desc: edge.description,
        last_seen: shown.time(edge.lastSeen),
      };
    }
  }
}
