import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { settingNames } from "../src/cli/n3n/rules.ts";
import { edgeView, supernodeView } from "../src/web/testing/views.ts";
import { edgeMetrics } from "../src/web/metrics/edge-metrics.ts";
import { supernodeMetrics } from "../src/web/metrics/supernode-metrics.ts";

const doc = (name: string) => readFileSync(join(import.meta.dirname, "../docs", name), "utf8");

it("docs/n3n.md lists every setting", () => {
  const text = doc("n3n.md");
  for (const names of Object.values(settingNames))
    for (const name of Object.keys(names)) expect(text).toContain(`\`${name}\``);
});

it("docs/metrics.md lists every metric", () => {
  const text = doc("metrics.md");
  const metrics = [...edgeMetrics(edgeView(), []), ...supernodeMetrics({ ...supernodeView(), unread: 0 }, [])];
  for (const { name } of metrics)
    expect(text).toMatch(new RegExp(`\`${name.replace(/^n2n_(edge|supernode)_/, "")}[\`{]`));
});
