import type { Instant } from "../base/instant.ts";
import { type Community as Live, privacyOf } from "./access/community.ts";
import type { Edge } from "./members/members.ts";
import type { State } from "./state.ts";
import type { CommunityStatus, EdgeStatus, SupernodeStatus } from "./status.ts";

export function statusOf(state: State, now: Instant): SupernodeStatus {
  const { startedAt, lastForwarded, lastRegistered, communities, federation, counters } = state;
  return {
    startedAt,
    ...(lastForwarded !== undefined && { lastForwarded }),
    ...(lastRegistered !== undefined && { lastRegistered }),
    hasList: state.list !== undefined,
    isPlainOnly: state.keyring.size === 0,
    communities: Array.from(communities.all(), communityStatus),
    federation: {
      name: federation.name,
      supernodes: Array.from(federation.all(), ({ path, mac, heardAt, fixed }) => ({
        socket: path.from,
        ...(mac !== undefined && { mac }),
        ...(heardAt !== undefined && { lastSeen: heardAt }),
        purgeable: !fixed,
      })),
    },
    counters: { ...counters, dropped: { ...counters.dropped } },
    problems: state.problems.current(now),
  };
}

function communityStatus(community: Live): CommunityStatus {
  const { name, subnet, members, listed, lock } = community;
  return {
    name,
    purgeable: listed === undefined,
    privacy: privacyOf(community),
    users: lock?.users !== undefined,
    ...(subnet !== undefined && { subnet }),
    edges: Array.from(members.all(), edgeStatus),
  };
}

function edgeStatus({ mac, address, description, path, preferredSocket, lastSeen }: Edge): EdgeStatus {
  const preferred = preferredSocket !== undefined && { preferredSocket };
  const transport = path.via === undefined ? "udp" : "tcp";
  return { mac, address, description, socket: path.from, ...preferred, lastSeen, transport };
}
