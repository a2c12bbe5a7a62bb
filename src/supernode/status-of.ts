import type { Instant } from "../base/instant.ts";
import { type Community, privacyOf } from "./access/community.ts";
import type { Member } from "./members/members.ts";
import type { State } from "./state.ts";
import type { CommunityStatus, EdgeStatus, SupernodeStatus } from "./status.ts";

export function statusOf(state: State, now: Instant): SupernodeStatus {
  const { startedAt, lastForwarded, lastRegistered, communities, federation, counters } = state;
  return {
    startedAt,
    ...(lastForwarded !== undefined && { lastForwarded }),
    ...(lastRegistered !== undefined && { lastRegistered }),
    hasList: state.list !== undefined,
    isPlainOnly: state.headerKeys.size === 0,
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

function communityStatus(community: Community): CommunityStatus {
  const { name, subnet, members, listed, headerKey } = community;
  return {
    name,
    purgeable: listed === undefined,
    privacy: privacyOf(community),
    users: headerKey?.users !== undefined,
    ...(subnet !== undefined && { subnet }),
    edges: Array.from(members.all(), edgeStatus),
  };
}

function edgeStatus({ mac, address, description, path, preferredSocket, lastSeen }: Member): EdgeStatus {
  const preferred = preferredSocket !== undefined && { preferredSocket };
  const transport = path.via === undefined ? "udp" : "tcp";
  return { mac, address, description, socket: path.from, ...preferred, lastSeen, transport };
}
