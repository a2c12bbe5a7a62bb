import type { Instant } from "../base/instant.ts";
import { type Community, privacyOf } from "./access/community.ts";
import type { Member } from "./members/member.ts";
import type { State } from "./state.ts";
import { leaseStatus } from "./leases/snapshot.ts";
import type { CommunityStatus, MemberStatus, SupernodeStatus } from "../status/supernode-status.ts";
import { printableText } from "../wire/fields/text.ts";
import type { SupernodeConfig } from "./config.ts";
import { noCounts } from "./counters.ts";
import { defaultFederation } from "./federation/keys.ts";

export function nothingYet({ federation }: SupernodeConfig): SupernodeStatus {
  const name = federation?.name ?? defaultFederation;
  return {
    hasList: false,
    isPlainOnly: true,
    communities: [],
    federation: { name: printableText(name), supernodes: [] },
    leases: [],
    counters: noCounts(),
    problems: [],
  };
}

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
      name: printableText(federation.name),
      supernodes: Array.from(federation.all(), ({ path, mac, heardAt, fixed }) => ({
        socket: path.from,
        ...(mac !== undefined && { mac }),
        ...(heardAt !== undefined && { lastSeen: heardAt }),
        purgeable: !fixed,
      })),
    },
    leases: leaseStatus(state.leases, communities),
    counters: { ...counters, dropped: { ...counters.dropped } },
    problems: state.problems.current(now),
  };
}

function communityStatus(community: Community): CommunityStatus {
  const { name, subnet, members, listed, headerKey } = community;
  return {
    name: printableText(name),
    purgeable: listed === undefined,
    privacy: privacyOf(community),
    users: headerKey?.users !== undefined,
    ...(subnet !== undefined && { subnet }),
    edges: Array.from(members.all(), edgeStatus),
  };
}

function edgeStatus({ mac, address, description, path, preferredSocket, lastSeen }: Member): MemberStatus {
  const preferred = preferredSocket !== undefined && { preferredSocket };
  const transport = path.via === undefined ? "udp" : "tcp";
  return {
    mac,
    address,
    description: printableText(description),
    socket: path.from,
    ...preferred,
    lastSeen,
    transport,
  };
}
