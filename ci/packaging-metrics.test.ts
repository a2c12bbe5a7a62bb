import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { edgeCauses } from "../src/edge/problems.ts";
import { edgeDrops } from "../src/status/edge-drops.ts";
import { processMetrics } from "../src/web/metrics/common-metrics.ts";
import { edgeMetrics } from "../src/web/metrics/edge-metrics.ts";
import type { Metric } from "../src/web/metrics/exposition.ts";
import { supernodeMetrics } from "../src/web/metrics/supernode-metrics.ts";
import { edgeView, supernodeView } from "../src/web/testing/views.ts";

const top = join(import.meta.dirname, "..");
const rulesPath = join(top, "packaging/prometheus/n2n-alerts.yml");
/** One line each, as the file writes them. */
const field = (name: string, text: string) =>
  [...text.matchAll(new RegExp(`^ +(?:- )?${name}: (.*)$`, "gm"))].map(([, value]) => value!);
const rules = readFileSync(rulesPath, "utf8");
const dashboard = JSON.parse(readFileSync(join(top, "packaging/grafana/n2n.json"), "utf8")) as {
  panels: { title: string; targets: { expr: string; legendFormat: string }[] }[];
};

const metrics: readonly Metric[] = [
  ...edgeMetrics(edgeView(), Object.keys(edgeCauses)),
  ...supernodeMetrics({ ...supernodeView(), unread: 0 }, []),
  ...processMetrics({ residentBytes: 1, cpuSeconds: 1 }),
];
const labelsOf = (name: string): ReadonlySet<string> => {
  const found = metrics.find((metric) => metric.name === name);
  const labels = found?.samples.flatMap((sample) => Object.keys(sample.labels ?? {})) ?? [];
  return new Set(found && [...labels, "instance", "job"]);
};

const [alerts, exprs] = [field("alert", rules), field("expr", rules)];
const expressions: readonly (readonly [string, string])[] = [
  ...alerts.map((alert, at) => [alert, exprs[at]!] as const),
  ...dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const)),
];

describe("what packaging/ asks Prometheus", () => {
  it.each(expressions)("%s: of metrics and labels that there are", (_, expression) => {
    const uses = [...expression.matchAll(/\b((?:n2n|process)_[a-z_]+)(?:\{([^}]*)\})?/g)];
    expect(uses.length + Number(expression.startsWith("up{"))).toBeGreaterThan(0);
    for (const [, name, selectors = ""] of uses) {
      const known = labelsOf(name!);
      expect([name, known.size > 0]).toEqual([name, true]);
      for (const [label] of selectors.matchAll(/\b[a-z]+(?==)/g))
        expect([name, label, known.has(label)]).toEqual([name, label, true]);
    }
  });

  it("of reasons of drops that there are", () => {
    const reasons = expressions.flatMap(([, expr]) => /reason=~"([^"]+)"/.exec(expr)?.[1]?.split("|") ?? []);
    expect(reasons.length).toBeGreaterThan(0);
    for (const reason of reasons) expect(Object.keys(edgeDrops)).toContain(reason);
  });

  it("and says what to do", () => {
    const descriptions = field("description", rules);
    expect([exprs.length, descriptions.length]).toEqual([alerts.length, alerts.length]);
    for (const description of descriptions) expect(description).toMatch(/\."?$/);
  });

  it.runIf(hasPromtool())("in rules that promtool accepts", () => {
    const check = (...args: readonly string[]) => execFileSync("promtool", ["check", ...args], { encoding: "utf8" });
    const found = new RegExp(`SUCCESS: ${alerts.length} rules found`);
    expect(check("rules", rulesPath)).toMatch(found);
    expect(check("config", join(top, "packaging/prometheus/prometheus.yml"))).toMatch(found);
  });

  it.runIf(hasPromtool())("in rules of which each fires at its own fault, and none at a healthy network", () => {
    const folder = mkdtempSync(join(tmpdir(), "n2n-alerts-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    expect(Object.keys(faults).sort()).toEqual([...alerts].sort());
    const firing = (input: Series, expected: readonly string[]) => ({
      interval: "1m",
      input_series: Object.entries(input).map(([series, values]) => ({ series, values })),
      promql_expr_test: [
        {
          expr: 'count by (alertname) (ALERTS{alertstate="firing"})',
          eval_time: "45m",
          exp_samples: expected.map((name) => ({ labels: `{alertname="${name}"}`, value: 1 })),
        },
      ],
    });
    const tests = [
      firing(healthy, []),
      ...Object.entries(faults).map(([name, fault]) => firing({ ...healthy, ...fault }, [name])),
    ];
    const file = join(folder, "tests.yml");
    writeFileSync(file, JSON.stringify({ rule_files: [rulesPath], evaluation_interval: "1m", tests }));
    execFileSync("promtool", ["test", "rules", file], { stdio: "pipe" });
  });
});

/** Series → values, one a minute, in promtool's notation. */
type Series = Readonly<Record<string, string>>;

const healthy: Series = {
  'up{job="n2n",instance="a"}': "1x45",
  'n2n_edge_registered{instance="a"}': "1x45",
  'n2n_edge_problems{instance="a",cause="port"}': "0x45",
  'n2n_edge_peers{instance="a",path="direct"}': "1x45",
  'n2n_edge_peers{instance="a",path="relayed"}': "1x45",
  'n2n_edge_peer_loss_ratio{instance="a",name="b"}': "0.04x45",
  'n2n_edge_drops_total{instance="a",reason="replayed"}': "0+10x45",
  'n2n_edge_start_time_seconds{instance="a"}': "1x45",
  'n2n_supernode_problems{instance="a",cause="user"}': "0x45",
  'n2n_supernode_registrations_total{instance="a",result="refused"}': "0+1x45",
  'n2n_supernode_kernel_drops_total{instance="a"}': "5x45",
  'n2n_supernode_start_time_seconds{instance="a"}': "1x45",
};

/** Alert → what is different then. */
const faults: Readonly<Record<string, Series>> = {
  N2nDown: { 'up{job="n2n",instance="a"}': "0x45" },
  N2nEdgeNotRegistered: { 'n2n_edge_registered{instance="a"}': "0x45" },
  N2nEdgeProblem: { 'n2n_edge_problems{instance="a",cause="port"}': "1x45" },
  N2nEdgeOnlyRelayed: { 'n2n_edge_peers{instance="a",path="direct"}': "0x45" },
  N2nEdgeLosesChecks: { 'n2n_edge_peer_loss_ratio{instance="a",name="b"}': "0.2x45" },
  N2nEdgeRefusesForgeries: { 'n2n_edge_drops_total{instance="a",reason="replayed"}': "0+90x45" },
  N2nSupernodeProblem: { 'n2n_supernode_problems{instance="a",cause="user"}': "1x45" },
  N2nSupernodeRefuses: { 'n2n_supernode_registrations_total{instance="a",result="refused"}': "0+9x45" },
  N2nSupernodeOverloaded: { 'n2n_supernode_kernel_drops_total{instance="a"}': "5+1x45" },
  N2nRestarts: { 'n2n_edge_start_time_seconds{instance="a"}': "1x20 2x10 3x10 4x10" },
};

function hasPromtool(): boolean {
  try {
    execFileSync("promtool", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
