import { describe, expect, it } from "vitest";
import { goals, goalTable } from "./goals.ts";
import { joined, type RoundResult, type BenchRun } from "./results.ts";

const result = (name: string, speed: number, more: Partial<RoundResult> = {}): RoundResult => ({
  name,
  round: 1,
  rtt: { p50: 70, p99: 100 },
  tcp: { gigabitsPerSecond: speed, cpuSecondsPerGigabyte: 2, foreign: 0 },
  ...more,
});
const run = (results: readonly RoundResult[], model: BenchRun["model"] = "pin"): BenchRun => ({
  at: "2026-01-01T00:00:00Z",
  model,
  seconds: 2,
  machine: "m",
  results,
  failures: [],
});

describe("goals", () => {
  it("are judged by ratios of medians", () => {
    const results = goals(run([result("ours fast AES-128", 7), result("n2n AES-128", 0.4)]));
    expect(results).toContainEqual({ goal: "TCP, AES-128: ≥ 15× n2n AES-128", measured: "17.5×", isReached: true });
  });

  it("say what is not reached", () => {
    const slow = result("ours fast AES-128", 4, { rtt: { p50: 74, p99: 131 }, memory: 81 });
    const results = goals(run([slow, result("n2n AES-128", 0.4)]));
    const missed = results.filter(({ isReached }) => !isReached).map(({ goal }) => goal.split(":")[0]);
    expect(missed).toEqual(["TCP, AES-128", "ping p50", "ping p99", "resident, MB"]);
  });

  it("are left out where something was not measured", () => {
    expect(goals(run([result("n2n AES-128", 0.4)]))).toEqual([]);
    expect(goalTable(run([]))).toBe("");
  });

  it("of packets at MTU size are others", () => {
    const results = [result("ours fast AES-128", 5), result("n2n AES-128", 0.5)];
    expect(goals(run(results, "wire")).map(({ goal }) => goal)).toEqual([
      "TCP, segmented on the wire: ≥ 9× n2n AES-128",
    ]);
  });
});

describe("parts of a run", () => {
  it("are joined with rounds that count on", () => {
    const first = run([result("a", 1), { ...result("a", 1), round: 2 }]);
    const { results, failures } = joined(
      { ...first, failures: [{ name: "x", why: "y" }] },
      { ...first, failures: [{ name: "x", why: "y" }] },
    );
    expect(results.map(({ round }) => round)).toEqual([1, 2, 3, 4]);
    expect(failures).toHaveLength(1);
  });
});
