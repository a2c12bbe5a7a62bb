import type { Point, SweepPlan, SweepReport, SweepTrial } from "../json.ts";
import { pointsOf } from "../points.ts";

export const madePlan: SweepPlan = {
  systems: ["no-vpn", "good"],
  rates: [20e6],
  delays: [0, 25],
  losses: [0, 0.03],
  loads: [5e6, 15e6],
  nats: ["home", "home"],
  time: 3000,
  repetitions: 2,
  seed: 7,
};

export interface Made {
  /** Bits per second. */
  readonly tcp?: number;
  /** Median of the one-way latency, in milliseconds. */
  readonly latency?: number;
  readonly lost?: number;
  readonly outcome?: SweepTrial["outcome"];
  readonly path?: SweepTrial["path"];
}

/** A trial in which everything else is as the link allows. */
export function madeTrial(system: string, point: Point, repetition: number, made: Made = {}): SweepTrial {
  const { tcp = 18e6, latency = point.delay + 1, lost = point.loss, outcome = "measured", path = "direct" } = made;
  const trial = { system, point, repetition, outcome, seed: 7, duration: 9000, evidence: `trials/${system}` };
  if (outcome !== "measured") return { ...trial, why: "no ping was answered", udp: [] };
  const time = { median: 2 * latency, p95: 3 * latency };
  const pings = { sent: 60, answered: 59, time };
  const udp = madePlan.loads.map((load) => {
    const [sent, arrived] = [1000, Math.round(1000 * (1 - lost))];
    const delivered = load * (1 - lost);
    return {
      load,
      sent,
      arrived,
      offered: load,
      delivered,
      latency: { median: latency, p95: latency + 1 },
      jitter: 0.5,
      pings,
    };
  });
  const link = { lost: point.loss, late: 0.3 };
  return { ...trial, ...(system !== "no-vpn" && { path }), idle: pings, udp, tcp: { bitrate: tcp, pings }, link };
}

/** Two repetitions of everything; `of` says what is special about one. */
export function madeSweep(
  of: (system: string, point: Point, repetition: number) => Made = () => ({}),
  plan = madePlan,
): SweepReport {
  const trials = [1, 2].flatMap((repetition) =>
    pointsOf(plan).flatMap((point) =>
      plan.systems.map((system) => madeTrial(system, point, repetition, of(system, point, repetition))),
    ),
  );
  return {
    schema: 1,
    tool: { name: "n2n-natlab", version: "0.1.0" },
    machine: { kernel: "6.1", nft: "1.0.6", node: "22.12.0" },
    plan,
    started: "2026-01-01T00:00:00.000Z",
    duration: 60_000,
    systems: plan.systems.map((name) => ({ name, version: "1.0", source: "<a folder>", files: {} })),
    missing: { absent: "apt-get install absent" },
    trials,
  };
}
