/**
 * From evidence to a verdict, step by step:
 *
 * 1. `proofs.ts`, `soundness.ts`, `clocks.ts`: was the laboratory as declared? If not: inconclusive
 * 2. `judge.ts`: each claim on its own, by kind: `ping.ts`, `path/path.ts`, `timing/`, `loss/`
 * 3. `path/held.ts`: was a path that was met kept until something changed?
 * 4. `path/put-to-test.ts`: did the pings stop while it was cut?
 * 5. `stopped-at.ts`, `wording.ts`: where a failed claim stopped, in words
 * 6. here: the first claim that was not met decides; a pass requires that the story reached its end
 *
 * While a story runs, the same `judge` judges the growing evidence; `soonest.ts` says when to judge it again.
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

/** How a measured NAT differs from the declared one, in words; empty if it does not. */
export type CompareNat = (declared: Nat, measured: NatMeasurement) => readonly string[];

/** A claim of the story, judged from the whole evidence. */
export interface JudgedClaim {
  readonly step: Step;
  readonly claim: Claim;
  readonly judgement: Judgement;
}

const judged = new WeakMap<Evidence, readonly JudgedClaim[]>();

/** Cached per evidence value, which never changes: the verdict and the report need them. */
export function judgeClaims(evidence: Evidence): readonly JudgedClaim[] {
  let claims = judged.get(evidence);
  if (claims === undefined) {
    claims = evidence.steps.flatMap((step) =>
      step.claim === undefined ? [] : [{ step, claim: step.claim, judgement: judgeWhole(step.claim, evidence) }],
    );
    judged.set(evidence, claims);
  }
  return claims;
}

/** A claim that was met must also have been kept and have passed its tests, which the whole story decides. */
function judgeWhole(claim: Claim, evidence: Evidence): Judgement {
  const judgement = judge(claim, evidence);
  return judgeTests(claim, judgeHold(claim, judgement, evidence), evidence);
}

/** The laboratory is judged first: its faults are never a program's failure, or success. */
export function verdictOf(evidence: Evidence, compare: CompareNat = compareNat): Verdict {
  const unsound = laboratoryTrouble(evidence, compare);
  if (unsound !== undefined) return { verdict: "inconclusive", why: unsound };
  const claims = judgeClaims(evidence);
  if (claims.length === 0) return { verdict: "inconclusive", why: "nothing was claimed" };
  for (const { claim, judgement } of claims) {
    const verdict = notPassed(claim, judgement);
    if (verdict !== undefined) return verdict;
  }
  const missing = missingPart(evidence, claims.length) ?? unproven(claims, evidence);
  if (missing !== undefined) return { verdict: "inconclusive", why: missing };
  return { verdict: "pass", because: claims.flatMap(({ judgement }) => refsOf(judgement)) };
}

/** Claims that were met say nothing about those that were never made. Undefined = the story reached its end. */
function missingPart({ story }: Evidence, claims: number): string | undefined {
  if (story === undefined) return "the evidence does not say whether the story reached its end";
  if (story.claims !== claims) return `${counted(story.claims, "claim")} were made, but the evidence holds ${claims}`;
  if (story.end === "complete") return undefined;
  return "the story was cut short: its last claim was met only by packets that were read after it had given up";
}

/** Paths that were met and kept, but not for long enough or without a test. Undefined = none. */
function unproven(claims: readonly JudgedClaim[], evidence: Evidence): string | undefined {
  for (const { claim, judgement } of claims) {
    const why = watchedTooShort(claim, judgement, evidence) ?? untested(claim, judgement, evidence);
    if (why !== undefined) return why;
  }
  return undefined;
}

/** Why the laboratory cannot be trusted; undefined = it can. */
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
      `${router} is ${family === undefined ? "" : `for ${family} `}declared ${describeNat(declared)} but measured differently${when === "after" ? " after the story" : ""}: ${differences.join(", ")}`,
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
      return {
        verdict: "inconclusive",
        why: `${expected}: the evidence ends too early, still ${judgement.waitingFor}`,
      };
    case "violated": {
      const { observed, stoppedAt, because } = judgement;
      return { verdict: "fail", expected, observed, stoppedAt, because };
    }
  }
}

const refsOf = (judgement: Judgement): readonly Ref[] => (judgement.is === "met" ? judgement.because : []);
