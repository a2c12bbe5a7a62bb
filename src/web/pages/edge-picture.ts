import { endpointKey } from "../../base/address/endpoint.ts";
import { edgeDrops } from "../../status/edge-drops.ts";
import type { ListedSupernode, PeerStatus, RunningEdge } from "../../status/edge-status.ts";
import { pathReasons, registersText } from "../../status/path-reasons.ts";
import { most, type Picture, pictureDrops, type PictureMember, pictureProblems, secondsOf } from "./picture.ts";

/** A community with encrypted headers is not named: its name is a key. */
export function edgePicture(view: RunningEdge): Picture {
  const { traffic, address } = view;
  const community = view.community ?? "";
  return {
    kind: "edge",
    title: community === "" ? "edge (headers are encrypted)" : `edge of ${community}`,
    state: view.registration,
    version: view.version,
    mac: view.mac,
    address: address === undefined ? "" : `${address.address}/${address.prefix}`,
    started: secondsOf(view.startedAt),
    supernodes: view.supernodes.map(supernode),
    members: view.peers.slice(0, most.members).map((peer) => member(peer, community)),
    sent: traffic.direct.sent + traffic.relayed.sent,
    received: traffic.direct.received + traffic.relayed.received,
    drops: pictureDrops(view.drops, edgeDrops),
    problems: pictureProblems(view.problems),
    kept: [],
    left_out: Math.max(0, view.peers.length - most.members),
  };
}

const words = { other: "in reserve", registered: "registered", waiting: "waiting for an answer" } as const;

const supernode = ({ socket, state, roundTrip, lastSeen }: ListedSupernode) => ({
  socket: endpointKey(socket),
  state: words[state],
  last_seen: secondsOf(lastSeen),
  ...rounded(roundTrip),
});

const member = (peer: PeerStatus, community: string): PictureMember => ({
  mac: peer.mac,
  name: peer.description ?? "",
  address: peer.address?.address ?? "",
  community,
  path: peer.path,
  socket: peer.socket === undefined ? "" : endpointKey(peer.socket),
  since: secondsOf(peer.since),
  last_seen: secondsOf(peer.lastSeen),
  why: pathReasons[peer.why](registersText(peer.fruitless)),
  authenticated: peer.authenticated,
  refused: peer.refused,
  ...rounded(peer.roundTrip),
  ...(peer.loss !== undefined && { loss: Math.round(peer.loss * 100) / 100 }),
});

/** Absent if not measured. */
const rounded = (time: number | undefined) => time !== undefined && { rtt_ms: Math.round(time * 100) / 100 };
