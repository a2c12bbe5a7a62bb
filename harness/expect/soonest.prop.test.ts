import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { after, milliseconds, seconds, type Instant } from "../../src/base/instant.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { Story } from "../evidence/testing/story.ts";
import { lookUntil } from "../story/look.ts";
import type { Claim, Judgement } from "./claim.ts";
import { decidedBy, judge } from "./judge.ts";

const every = 50;
const start = Story.start;
const both = { a: "alice", b: "bob", from: start, within: seconds(3) } as const;
const claims = fc.oneof(
  fc.record({
    kind: fc.constant("path" as const),
    path: fc.constantFrom("direct", "relayed"),
    steady: fc.integer({ min: 1, max: 8 }),
  }),
  fc.record({
    kind: fc.constantFrom("latency", "loss"),
    path: fc.constantFrom("direct", "relayed"),
    samples: fc.integer({ min: 1, max: 40 }),
  }),
  fc.record({
    kind: fc.constant("recovery" as const),
    event: fc.constant(start),
    steady: fc.integer({ min: 1, max: 8 }),
  }),
) as fc.Arbitrary<Partial<Claim>>;
/** Runs of pings: by which path, how many, and whether they are lost. */
const pings = fc.array(
  fc.record({
    path: fc.constantFrom("direct" as const, "relayed" as const),
    count: fc.integer({ min: 1, max: 20 }),
    lost: fc.boolean(),
  }),
  { minLength: 1, maxLength: 3 },
);

interface Seen {
  readonly judgement: Judgement;
  readonly looks: number;
  readonly until: Instant;
}

describe("a claim that says how soon it can be met", () => {
  it("is judged as if it were judged all the time, hardly later, with fewer judgements", async () => {
    let [patient, restless] = [0, 0];
    await fc.assert(
      fc.asyncProperty(claims, pings, async (some, runs) => {
        const claim = { ...both, ...some } as Claim;
        const whole = evidenceOf(runs);
        const hinted = await judged(claim, whole, true);
        const always = await judged(claim, whole, false);
        expect(hinted.judgement).toEqual(always.judgement);
        expect(hinted.until - always.until).toBeLessThanOrEqual(2 * every);
        patient += hinted.looks;
        restless += always.looks;
      }),
      { numRuns: 25 },
    );
    expect(patient).toBeLessThan(restless);
  }, 60_000);
});

function evidenceOf(runs: readonly { path: "direct" | "relayed"; count: number; lost: boolean }[]): Evidence {
  const story = new Story();
  let at = every;
  for (const { path, count, lost } of runs) {
    for (let i = 0; i < count; i++, at += every)
      story.ping(at, "alice", "bob", path, lost ? { there: { lostBefore: "homeB" } } : {});
  }
  return story.evidence(6_000);
}

async function judged(claim: Claim, whole: Evidence, hints: boolean): Promise<Seen> {
  let [until, looks] = [start, 0];
  let judgement: Judgement = { is: "pending", waitingFor: "" };
  await lookUntil(
    {
      look: () => upTo(whole, until),
      wait: (soonest) => void (until = Math.max(after(until, milliseconds(every)), soonest ?? 0) as Instant),
    },
    (evidence) => {
      looks++;
      judgement = judge(claim, evidence);
      if (judgement.is !== "pending") return true;
      return hints && judgement.soonest !== undefined ? judgement.soonest : false;
    },
    decidedBy(claim),
  );
  return { judgement, looks, until };
}

const upTo = (whole: Evidence, until: Instant): Evidence => ({
  ...whole,
  captures: whole.captures.map((capture) => ({ ...capture, packets: capture.packets.filter(({ at }) => at <= until) })),
  until,
});
