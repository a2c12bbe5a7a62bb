import type { CommunityStatus, RunningSupernode } from "../../status/supernode-status.ts";
import { problemMetric, startedAt } from "./common-metrics.ts";
import { each, type Metric, one } from "./exposition.ts";

const prefix = "n2n_supernode";

/**
 * A supernode's figures. Communities and edges are counted, not named: any stranger can make new ones, and names are
 * keys where headers are encrypted.
 */
export function supernodeMetrics(view: RunningSupernode, causes: readonly string[]): readonly Metric[] {
  const { counters, communities, federation, unread } = view;
  const counter = (name: string, help: string, value: number): Metric => ({
    name: `${prefix}_${name}_total`,
    type: "counter",
    help,
    samples: one(value),
  });
  return [
    {
      name: `${prefix}_info`,
      type: "gauge",
      help: "Version and MAC address of this supernode.",
      samples: one(1, { version: view.version, mac: view.mac }),
    },
    startedAt(`${prefix}_start_time_seconds`, view.startedAt),
    {
      name: `${prefix}_communities`,
      type: "gauge",
      help: "Known communities, by whether their headers are encrypted.",
      samples: each(
        "privacy",
        countBy(communities, ({ privacy }) => privacy, ["plain", "encrypted", "undecided"]),
      ),
    },
    {
      name: `${prefix}_edges`,
      type: "gauge",
      help: "Registered edges, by transport.",
      samples: each(
        "transport",
        countBy(
          communities.flatMap(({ edges }: CommunityStatus) => edges),
          ({ transport }) => transport,
          ["udp", "tcp"],
        ),
      ),
    },
    {
      name: `${prefix}_addresses`,
      type: "gauge",
      help: "Addresses of the overlay: in use, kept for edges that are gone, or reserved for edges not seen yet.",
      samples: each(
        "state",
        countBy(view.leases, ({ state }) => state.replace(" ", "_"), ["in_use", "kept", "reserved"]),
      ),
    },
    {
      name: `${prefix}_federation_supernodes`,
      type: "gauge",
      help: "Other supernodes of the federation, by whether they have ever answered.",
      samples: each(
        "state",
        countBy(federation.supernodes, ({ lastSeen }) => (lastSeen === undefined ? "silent" : "answered"), [
          "answered",
          "silent",
        ]),
      ),
    },
    counter("received_datagrams", "Datagrams received.", counters.received),
    {
      name: `${prefix}_registrations_total`,
      type: "counter",
      help: "Registrations of edges, by result.",
      samples: each("result", { accepted: counters.registered, refused: counters.refused }),
    },
    counter("unregistrations", "Edges that left.", counters.unregistered),
    counter("expirations", "Edges that did not register again in time.", counters.expired),
    {
      name: `${prefix}_relayed_packets_total`,
      type: "counter",
      help: "Frames relayed, to one edge or to a whole community.",
      samples: each("kind", { unicast: counters.unicast, broadcast: counters.broadcast }),
    },
    counter("broadcast_copies", "Datagrams sent for relayed broadcasts.", counters.copies),
    counter("introductions", "REGISTERs relayed, with which edges begin to punch.", counters.introduced),
    counter("queries", "Questions where a peer is.", counters.queries),
    counter("pings", "Questions how this supernode is.", counters.pings),
    {
      name: `${prefix}_drops_total`,
      type: "counter",
      help: "Datagrams dropped, by reason.",
      samples: each("reason", counters.dropped),
    },
    ...(unread === undefined ? [] : [counter("kernel_drops", "Datagrams that the kernel dropped unread.", unread)]),
    problemMetric(`${prefix}_problems`, causes, view.problems),
  ];
}

/** `keys`: counted as 0 where there are none. */
function countBy<T>(all: readonly T[], keyOf: (item: T) => string, keys: readonly string[]): Record<string, number> {
  const counts = Object.fromEntries(keys.map((key) => [key, 0]));
  for (const item of all) counts[keyOf(item)]!++;
  return counts;
}
