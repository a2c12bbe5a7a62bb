/**
 * From evidence to a verdict, in the order of the questions:
 *
 * 1. `proofs.ts`, `soundness.ts`, `clocks.ts`: was the laboratory what it was declared to be? If not: inconclusive
 * 2. `judge.ts`: each claim on its own, by kind: `ping.ts`, `path/path.ts`, `timing/`, `loss/`
 * 3. `path/held.ts`: was a path that was met kept until something changed?
 * 4. `path/put-to-test.ts`: did the pings stop while it was cut?
 * 5. `stopped-at.ts`, `wording.ts`: where a claim that failed stopped, in words
 * 6. here: the first claim that was not met decides; a pass needs a story that reached its end
 *
 * While a story runs, the same `judge` looks at growing evidence; `soonest.ts` says when it is worth looking again.
 *
 * @module
 */
import type { Evidence, Step } from "../evidence/evidence.ts";
import type { Nat } from "../topology/nat/nat.ts";
import { describeNat } from "../topology/nat/nat.ts";
import type { NatMeasurement } from "../evidence/evidence.ts";
import type { Claim, Judgement, Ref, Verdict } from "./claim.ts";
import { compareNat } from "../nat/proof/proof.ts";
import { judgeHold, watchedTooShort } from "./path/held.ts";
import { judge } from "./judge.ts";
import { judgeTests, untested } from "./path/put-to-test.ts";
import { soundnessTrouble } from "./soundness.ts";
import { counted } from "../../src/base/counted.ts";
import { describeClaim } from "./wording.ts";

/** How a measured NAT differs from the declared one, in words; nothing when it does not. */
export type CompareNat = (declared: Nat, measured: NatMeasurement) => readonly string[];

/** A check of the story with what the whole evidence says about it. */
export interface JudgedClaim {
  readonly step: Step;
  readonly claim: Claim;
  readonly judgement: Judgement;
}

export function judgeClaims(evidence: Evidence): readonly JudgedClaim[] {
  return evidence.steps.flatMap((step) =>
    step.claim === undefined ? [] : [{ step, claim: step.claim, judgement: judgeWhole(step.claim, evidence) }],
  );
}

/** What was met must also have been kept, and stood its test: a matter of the whole story. */
function judgeWhole(claim: Claim, evidence: Evidence): Judgement {
  const judgement = judge(claim, evidence);
  return judgeTests(claim, judgeHold(claim, judgement, evidence), evidence);
}

/** The laboratory is judged first: what it did wrong is never a program's failure, nor its success. */
export function verdictOf(evidence: Evidence, compare: CompareNat = compareNat): Verdict {
  const unsound = laboratoryTrouble(evidence, compare);
  if (unsound !== undefined) return { verdict: "inconclusive", why: unsound };
  const claims = judgeClaims(evidence);
  if (claims.length === 0) return { verdict: "inconclusive", why: "nothing was claimed" };
  for (const { claim, judgement } of claims) {
    const verdict = notPassed(claim, judgement);
    if (verdict !== undefined) return verdict;
  }
  const untold = untoldPart(evidence, claims.length) ?? unproven(claims, evidence);
  if (untold !== undefined) return { verdict: "inconclusive", why: untold };
  return { verdict: "pass", because: claims.flatMap(({ judgement }) => refsOf(judgement)) };
}

/** Claims that were met say nothing about those that were never made. Undefined = the story reached its end. */
function untoldPart({ story }: Evidence, claims: number): string | undefined {
  if (story === undefined) return "the evidence does not say whether the story reached its end";
  if (story.claims !== claims) return `${counted(story.claims, "claim")} were made, but the evidence holds ${claims}`;
  if (story.end === "complete") return undefined;
  return "the story was cut short: its last claim was not met while it ran, only by packets that were read afterwards";
}

/** Paths that were met and kept, but not for long enough or without a test. Undefined = none. */
function unproven(claims: readonly JudgedClaim[], evidence: Evidence): string | undefined {
  for (const { claim, judgement } of claims) {
    const why = watchedTooShort(claim, judgement, evidence) ?? untested(claim, judgement, evidence);
    if (why !== undefined) return why;
  }
  return undefined;
}

/** Why the laboratory is not to be believed; undefined when it is. */
export function laboratoryTrouble(evidence: Evidence, compare: CompareNat = compareNat): string | undefined {
  const dropped = evidence.captures.filter((capture) => capture.dropped > 0);
  if (dropped.length > 0)
    return dropped
      .map((capture) => `the capture of ${capture.node} lost ${counted(capture.dropped, "packet")}`)
      .join("; ");
  const proofs = evidence.proofs.flatMap(({ router, declared, measured, when, family }) => {
    const differences = compare(declared, measured);
    if (differences.length === 0) return [];
    return [
      `${router} is ${family === undefined ? "" : `for ${family} `}declared ${describeNat(declared)} and measured otherwise${when === "after" ? " after the story" : ""}: ${differences.join(", ")}`,
    ];
  });
  return proofs.length > 0 ? proofs.join("; ") : soundnessTrouble(evidence);
}

function notPassed(claim: Claim, judgement: Judgement): Verdict | undefined {
  const expected = describeClaim(claim);
  switch (judgement.is) {
    case "met":
      return undefined;
    case "unsound":
      return { verdict: "inconclusive", why: judgement.why };
    case "pending":
      return { verdict: "inconclusive", why: `${expected}: the evidence ends before, still ${judgement.waitingFor}` };
    case "violated": {
      const { observed, stoppedAt, because } = judgement;
      return { verdict: "fail", expected, observed, stoppedAt, because };
    }
  }
}

const refsOf = (judgement: Judgement): readonly Ref[] => (judgement.is === "met" ? judgement.because : []);
