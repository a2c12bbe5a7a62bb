import type { ProcessFacts } from "../../web/metrics/common-metrics.ts";

export function processFacts(): ProcessFacts {
  const { user, system } = process.cpuUsage();
  return { residentBytes: process.memoryUsage.rss(), cpuSeconds: (user + system) / 1e6 };
}
