import type { CaseReport, RunReport } from "../run-json.ts";
import { testRun } from "./run.ts";

type Link = CaseReport["links"][number];

/** An invented line that does everything, one value of which is not as asked and one not known. */
export const impairedLink: Link = {
  node: "homeA",
  direction: "up",
  asked: {
    delay: 10,
    jitter: 2,
    loss: 0,
    burstLoss: { p: 0.02, r: 0.5, h: 0, k: 1 },
    reorder: { share: 0.04, by: 20 },
    duplicate: 0.03,
  },
  sent: 2000,
  lost: 80,
  p50: 10.1,
  p95: 29.8,
  jitter: 2.1,
  impairments: [
    { what: "loss", asked: 0.04, measured: 0.041, least: 0.035, most: 0.05, of: 2000, is: "as asked" },
    { what: "burst length", asked: 2, measured: 2.1, least: 1.7, most: 2.4, of: 39, is: "too few" },
    { what: "reordered", asked: 0.039, measured: 0.12, least: 0.1, most: 0.14, of: 1900, is: "different" },
    { what: "duplicated", asked: 0.03, measured: null, least: null, most: null, of: 0, is: "too few" },
  ],
  bursts: { lengths: [20, 10, 6, 3, 0, 0], asked: [0.5, 0.25, 0.125, 0.0625, 0.03, 0.03] },
  delays: { from: 8, bin: 0.5, counts: Array.from({ length: 40 }, (_, i) => (i < 8 ? 230 : i > 36 ? 20 : 0)) },
};

/** The invented run, in whose first case both directions of two lines do everything. */
export function impairedRun(): RunReport {
  const run = testRun();
  const links = ["homeA", "homeB"].flatMap((node) => (["up", "down"] as const).map((direction) => ({ ...impairedLink, node, direction }))); // prettier-ignore
  return { ...run, cases: run.cases.map((one, i) => (i === 0 ? { ...one, links } : one)) };
}
