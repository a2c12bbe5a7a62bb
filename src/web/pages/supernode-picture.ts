import { endpointKey } from "../../base/address/endpoint.ts";
import { supernodeDrops } from "../../status/supernode-drops.ts";
import type { CommunityStatus, RunningSupernode } from "../../status/supernode-status.ts";
import { supernodeLeases } from "./leases.ts";
import {
  most,
  type Picture,
  pictureDrops,
  type PictureMember,
  pictureProblems,
  secondsOf,
  secretName,
} from "./picture.ts";

/** Communities with encrypted headers are not named: their names are keys. */
export function supernodePicture(view: RunningSupernode): Picture {
  const { counters, communities, federation } = view;
  const all = communities.reduce((sum, { edges }) => sum + edges.length, 0);
  return {
    kind: "supernode",
    title: "supernode",
    state: "running",
    version: view.version,
    mac: view.mac,
    address: view.socket === undefined ? "" : endpointKey(view.socket),
    started: secondsOf(view.startedAt),
    supernodes: federation.supernodes.map(({ socket, lastSeen }) => ({
      socket: endpointKey(socket),
      state: lastSeen === undefined ? "silent" : "in the federation",
      last_seen: secondsOf(lastSeen),
    })),
    members: [...membersOf(communities)],
    sent: counters.unicast + counters.copies,
    received: counters.received,
    drops: pictureDrops({ ...counters.dropped, ...(view.unread && { unread: view.unread }) }, dropTexts),
    problems: pictureProblems(view.problems),
    kept: supernodeLeases(view)
      .filter(({ state }) => state !== "in use")
      .slice(0, most.members),
    left_out: Math.max(0, all - most.members),
  };
}

const dropTexts = { ...supernodeDrops, unread: "dropped by the kernel, because there were too many" };

function* membersOf(communities: readonly CommunityStatus[]): Iterable<PictureMember> {
  let left: number = most.members;
  for (const { name, privacy, edges } of communities) {
    for (const edge of edges) {
      if (left-- <= 0) return;
      yield {
        mac: edge.mac,
        name: edge.description,
        address: edge.address.address,
        community: privacy === "encrypted" ? secretName : name,
        path: "registered",
        socket: endpointKey(edge.socket),
        since: secondsOf(edge.lastSeen),
        last_seen: secondsOf(edge.lastSeen),
        why: `over ${edge.transport.toUpperCase()}`,
      };
    }
  }
}
