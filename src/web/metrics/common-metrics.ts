import type { Instant } from "../../base/instant.ts";
import type { Problem } from "../../base/problems.ts";
import { each, type Metric, one } from "./exposition.ts";

/** What the system reports about this process. */
export interface ProcessFacts {
  readonly residentBytes: number;
  /** User and system together. */
  readonly cpuSeconds: number;
}

/** Under the names that Prometheus's client libraries use. */
export const processMetrics = ({ residentBytes, cpuSeconds }: ProcessFacts): readonly Metric[] => [
  {
    name: "process_resident_memory_bytes",
    type: "gauge",
    help: "Resident memory size in bytes.",
    samples: one(residentBytes),
  },
  {
    name: "process_cpu_seconds_total",
    type: "counter",
    help: "Total user and system CPU time spent in seconds.",
    samples: one(cpuSeconds),
  },
];

export const startedAt = (name: string, at: Instant): Metric => ({
  name,
  type: "gauge",
  help: "When the daemon started, in seconds since 1970.",
  samples: one(at / 1000),
});

/** `causes`: all that there are, so that a series exists before its problem does. */
export function problemMetric(name: string, causes: readonly string[], problems: readonly Problem[]): Metric {
  const counts = Object.fromEntries(causes.map((cause) => [cause, 0]));
  for (const { cause } of problems) counts[cause] = (counts[cause] ?? 0) + 1;
  return {
    name,
    type: "gauge",
    help: "Places at which traffic is lost, by cause; see status.",
    samples: each("cause", counts),
  };
}
