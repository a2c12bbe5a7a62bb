import { describe, expect, it } from "vitest";
import { edgeDrops } from "../../status/edge-drops.ts";
import { supernodeDrops } from "../../status/supernode-drops.ts";
import { edgeView, peer, supernodeView } from "../testing/views.ts";
import { processMetrics } from "./common-metrics.ts";
import { edgeMetrics } from "./edge-metrics.ts";
import { exposition, type Metric } from "./exposition.ts";
import { supernodeMetrics } from "./supernode-metrics.ts";

const all: readonly Metric[] = [
  ...edgeMetrics(edgeView(), ["refused"]),
  ...supernodeMetrics({ ...supernodeView(), unread: 3 }, ["unlisted"]),
  ...processMetrics({ residentBytes: 1, cpuSeconds: 2 }),
];

describe("names", () => {
  it("follow Prometheus's rules: counters end in _total, others do not, units are seconds and bytes", () => {
    for (const { name, type } of all) {
      expect(name).toMatch(/^(n2n_(edge|supernode)|process)_[a-z_]+$/);
      expect(name.endsWith("_total")).toBe(type === "counter");
      expect(name).not.toMatch(/_(ms|milliseconds|kb|mb|count|gauge|counter)(_|$)/);
    }
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  });

  it("have a help text each, and no series twice", () => {
    for (const { help, samples } of all) {
      expect(help).toMatch(/^[A-Z0-9].*\.$/);
      expect(new Set(samples.map(({ labels }) => JSON.stringify(labels))).size).toBe(samples.length);
    }
  });
});

describe("text", () => {
  it("escapes what peers choose", () => {
    const view = edgeView({ peers: [peer(2, { description: 'a"b\\c\nn2n_edge_peers 99' })] });
    const text = exposition(edgeMetrics(view, []));
    expect(text).toContain('name="a\\"b\\\\c\\nn2n_edge_peers 99"} 1\n');
    expect(text.match(/^n2n_edge_peers\b/gm)).toHaveLength(2);
  });

  it("is one of head and samples", () => {
    const samples = [{ value: 2 }, { labels: { a: "b", c: "" }, value: 0.5 }];
    expect(exposition([{ name: "x", type: "gauge", help: "One\nline.", samples }])).toBe(
      '# HELP x One\\nline.\n# TYPE x gauge\nx 2\nx{a="b",c=""} 0.5\n',
    );
    expect(exposition([{ name: "x", type: "gauge", help: "None.", samples: [] }])).toBe("");
  });
});

describe("an edge's figures", () => {
  const text = exposition(edgeMetrics(edgeView(), ["refused", "other-key"]));

  it("are those of its status", () => {
    for (const line of [
      'n2n_edge_peers{path="direct"} 1',
      'n2n_edge_packets_total{path="direct",direction="sent"} 5',
      'n2n_edge_drops_total{reason="multicast"} 7',
      'n2n_edge_problems{cause="other-key"} 0',
      "n2n_edge_registered 1",
    ])
      expect(text.split("\n")).toContain(line);
    expect(text).toMatch(/n2n_edge_peer_round_trip_seconds\{.*\} 0.0125/);
    expect(text).toMatch(/n2n_edge_peer_loss_ratio\{.*\} 0.25$/m);
  });

  it("have a series for every reason of a drop", () => {
    expect(text.match(/^n2n_edge_drops_total\{/gm)).toHaveLength(Object.keys(edgeDrops).length);
  });

  it("do not name a community whose name is a key, and stay bounded", () => {
    const secret = edgeView({ community: "", peers: Array.from({ length: 5000 }, () => peer(2)) });
    const whole = exposition(edgeMetrics(secret, []));
    expect(whole).toContain('community=""');
    expect(whole.match(/^n2n_edge_peer_direct\{/gm)!.length).toBeLessThanOrEqual(500);
    expect(whole).toContain('n2n_edge_peers{path="direct"} 5000');
  });
});

describe("a supernode's figures", () => {
  it("name no community and no edge, and every reason of a drop", () => {
    const text = exposition(supernodeMetrics(supernodeView(), ["unlisted"]));
    expect(text).not.toMatch(/abc|edge 1|10\.0\.0/);
    expect(text.match(/^n2n_supernode_drops_total\{/gm)).toHaveLength(Object.keys(supernodeDrops).length);
    expect(text).toContain('n2n_supernode_edges{transport="udp"} 2\n');
    expect(text).not.toContain("kernel_drops");
  });
});
