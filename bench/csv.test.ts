import { expect, it } from "vitest";
import { csv } from "./csv.ts";

it("has a line for each path in each round; what was not measured is empty", () => {
  const tcp = { gigabitsPerSecond: 5.123456789, cpuSecondsPerGigabyte: 2, foreign: 0 };
  const result = { name: 'ours, "fast"', round: 1, tcp, rtt: { p50: 146, p99: 386 }, startSeconds: 0.2 };
  const run = { at: "", model: "pin", seconds: 2, machine: "", results: [result], failures: [] } as const;
  const [head, line, end] = csv(run).split("\r\n");
  expect(head).toMatch(/^path,round,tcp_gbit_per_s,.*,start_s,memory_mb,idle_cpu_share$/);
  expect(line).toBe('"ours, ""fast""",1,5.12346,2,0,,,146,386,,,,0.2,,');
  expect(end).toBe("");
});
