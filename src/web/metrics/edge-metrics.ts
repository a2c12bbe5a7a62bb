import { endpointKey } from "../../base/address/endpoint.ts";
import { edgeDrops } from "../../status/edge-drops.ts";
import type { PacketCount, PeerStatus, RunningEdge } from "../../status/edge-status.ts";
import { problemMetric, startedAt } from "./common-metrics.ts";
import { each, type Metric, one, type MetricSample } from "./exposition.ts";

/** Tunable: peers with series of their own. */
const tuned = { peers: 500 } as const;

const prefix = "n2n_edge";

/** An edge's figures. A community with encrypted headers is not named: its name is a key. */
export function edgeMetrics(view: RunningEdge, causes: readonly string[]): readonly Metric[] {
  const { peers, traffic, supernodes } = view;
  const direct = peers.filter(({ path }) => path === "direct").length;
  const shown = peers.slice(0, tuned.peers);
  return [
    {
      name: `${prefix}_info`,
      type: "gauge",
      help: "Version, MAC address and community of this edge.",
      samples: one(1, { version: view.version, mac: view.mac, community: view.community ?? "" }),
    },
    startedAt(`${prefix}_start_time_seconds`, view.startedAt),
    {
      name: `${prefix}_registered`,
      type: "gauge",
      help: "1 while a supernode acknowledges this edge.",
      samples: one(view.registration === "registered" ? 1 : 0),
    },
    {
      name: `${prefix}_peers`,
      type: "gauge",
      help: "Known peers, by the path that frames to them take.",
      samples: each("path", { direct, relayed: peers.length - direct }),
    },
    {
      name: `${prefix}_peers_authenticated`,
      type: "gauge",
      help: "Known peers whose frames are authenticated in both directions.",
      samples: one(peers.filter(({ authenticated }) => authenticated).length),
    },
    {
      name: `${prefix}_peer_direct`,
      type: "gauge",
      help: "1 if frames to the peer take a direct path.",
      samples: shown.map((peer) => ({ labels: ofPeer(peer), value: peer.path === "direct" ? 1 : 0 })),
    },
    {
      name: `${prefix}_peer_round_trip_seconds`,
      type: "gauge",
      help: "Round trip on the direct path to the peer.",
      samples: shown.flatMap((peer) => timed(ofPeer(peer), peer.roundTrip)),
    },
    {
      name: `${prefix}_peer_loss_ratio`,
      type: "gauge",
      help: "Share of the last checks of the direct path to the peer that were not answered.",
      samples: shown.flatMap((peer) => (peer.loss === undefined ? [] : [{ labels: ofPeer(peer), value: peer.loss }])),
    },
    {
      name: `${prefix}_supernode_round_trip_seconds`,
      type: "gauge",
      help: "Round trip to a supernode.",
      samples: supernodes.flatMap(({ socket, roundTrip }) => timed({ supernode: endpointKey(socket) }, roundTrip)),
    },
    {
      name: `${prefix}_supernode_answered_timestamp_seconds`,
      type: "gauge",
      help: "When a supernode last answered, in seconds since 1970.",
      samples: supernodes.flatMap(({ socket, lastSeen }) =>
        lastSeen === undefined ? [] : one(lastSeen / 1000, { supernode: endpointKey(socket) }),
      ),
    },
    {
      name: `${prefix}_packets_total`,
      type: "counter",
      help: "Frames carried, by path; relayed ones include broadcasts.",
      samples: [...both({ path: "direct" }, traffic.direct), ...both({ path: "relayed" }, traffic.relayed)],
    },
    {
      name: `${prefix}_broadcast_packets_total`,
      type: "counter",
      help: "Frames to the whole community, relayed.",
      samples: both({}, traffic.relayedBroadcast),
    },
    {
      name: `${prefix}_drops_total`,
      type: "counter",
      help: "Frames and messages dropped, by reason.",
      samples: each(
        "reason",
        Object.fromEntries(Object.keys(edgeDrops).map((reason) => [reason, countOf(view.drops, reason)])),
      ),
    },
    problemMetric(`${prefix}_problems`, causes, view.problems),
  ];
}

const countOf = (drops: Readonly<Record<string, number | undefined>>, reason: string): number => drops[reason] ?? 0;

const ofPeer = ({ mac, address, description }: PeerStatus): NonNullable<MetricSample["labels"]> => ({
  mac,
  address: address?.address ?? "",
  name: description ?? "",
});

const both = (labels: MetricSample["labels"], { sent, received }: PacketCount): readonly MetricSample[] => [
  { labels: { ...labels, direction: "sent" }, value: sent },
  { labels: { ...labels, direction: "received" }, value: received },
];

/** In milliseconds; absent = not measured. */
const timed = (labels: NonNullable<MetricSample["labels"]>, time: number | undefined): readonly MetricSample[] =>
  time === undefined ? [] : one(time / 1000, labels);
