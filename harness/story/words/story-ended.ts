import type { Claim, Judgement } from "../../expect/claim.ts";

/** A claim was not met, so the rest of the story makes no sense. Not an error of the runner. */
export class StoryEnded extends Error {
  override readonly name = "StoryEnded";
  readonly claim: Claim;
  readonly judgement: Judgement;

  constructor(claim: Claim, judgement: Judgement) {
    super(`${claim.kind} ${claim.a} ${claim.b}: ${judgement.is}`);
    this.claim = claim;
    this.judgement = judgement;
  }
}
