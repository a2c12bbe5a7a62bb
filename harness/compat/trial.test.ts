import { describe, expect, it } from "vitest";
import type { CaseReport } from "../report/run-json.ts";
import { situations } from "./situations.ts";
import { compatTrial } from "./trial.ts";

const met = (kind: "ping" | "recovery", from: number, metAt: number): CaseReport["claims"][number] => ({
  kind,
  expected: "",
  is: "met",
  observed: "",
  from,
  metAt,
  refs: [],
});
const way = (from: string, to: string, direct: number, relayed: number, directSince?: number) => ({
  from,
  to,
  direct,
  relayed,
  unknown: 0,
  lost: 0,
  ...(directSince !== undefined && { directSince }),
});

const report = (more: Partial<CaseReport>): CaseReport => ({
  name: "x",
  verdict: "pass",
  a: "alice",
  b: "bob",
  nats: { a: "", b: "" },
  expectedPath: "either",
  observedPath: "direct",
  because: "10 direct",
  refs: [],
  claims: [met("ping", 1000, 1400)],
  paths: [way("alice", "bob", 9, 1, 1600), way("bob", "alice", 9, 1, 1900)],
  links: [],
  proofs: [{ router: "homeA", declared: "symmetric", measured: {}, differences: [], observations: [] }],
  captures: [],
  findings: [],
  logs: [],
  topology: [],
  ladder: { columns: [], rows: [] },
  seed: 1,
  duration: 9000,
  folder: "cases/x",
  ...more,
});

const failure = { expected: "a path", observed: "9 direct, 9 via sn", stoppedAt: "" };
const outcome = (more: Partial<CaseReport>) => compatTrial("it", situations[0]!, 1, report(more), "evidence").outcome;

describe("the outcome of a trial", () => {
  it.each([
    ["a path that was found", {}, "direct"],
    ["a relayed one", { observedPath: "relayed" }, "relayed"],
    ["no answer to any ping", { verdict: "fail", observedPath: "unknown", failure, claims: [], paths: [way("alice", "bob", 0, 0), way("bob", "alice", 0, 0)] }, "none"],
    ["a program that ended", { verdict: "fail", observedPath: "unknown", failure, claims: [], paths: [] }, "none"],
    ["one direction relayed", { verdict: "fail", observedPath: "mixed", failure, paths: [way("alice", "bob", 0, 40), way("bob", "alice", 40, 0)] }, "half-direct"],
    ["pings that cannot be followed", { verdict: "fail", observedPath: "unknown", failure, paths: [way("alice", "bob", 0, 0), way("bob", "alice", 0, 0)] }, "inconclusive"],
    ["a laboratory at fault", { verdict: "inconclusive", why: "a capture lost packets" }, "inconclusive"],
    ["what the system cannot do", { verdict: "unsupported", why: "no IPv6" }, "unsupported"],
  ] as const)("of %s", (_what, more, expected) => expect(outcome(more as Partial<CaseReport>)).toBe(expected)); // prettier-ignore
});

it("counts times from when both nodes had started, and a direct path from when both directions have it", () => {
  const kept = compatTrial("it", situations[0]!, 1, report({}), "evidence");
  expect(kept).toMatchObject({ firstAnswer: 400, firstDirect: 900, proven: true, evidence: "evidence" });
});

it("is not proven when a NAT was not as declared", () => {
  const [proof] = report({}).proofs;
  const differs = report({ proofs: [{ ...proof!, differences: ["mapping"] }] });
  expect(compatTrial("it", situations[0]!, 1, differs, "evidence").proven).toBe(false);
  expect(compatTrial("it", situations[0]!, 1, report({ proofs: [] }), "evidence").proven).toBe(false);
});

it("keeps what did not hold although a path was found, and how long recovery took", () => {
  const disturbed = situations.find(({ disturbance }) => disturbance === "forgets")!;
  const slow = report({ verdict: "fail", failure: { ...failure, observed: "9 of 44 lost" }, claims: [met("ping", 0, 1), met("recovery", 5000, 7000)] }); // prettier-ignore
  expect(compatTrial("it", disturbed, 1, slow, "evidence")).toMatchObject({
    outcome: "direct",
    recovery: 2000,
    trouble: "expected a path; observed 9 of 44 lost",
  });
});
