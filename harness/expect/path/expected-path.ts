import type { Claim, Path, Verdict } from "../claim.ts";
import type { JudgedClaim } from "../verdict.ts";

/** For the verdict table: two edges, and the path that is expected between them. */
export interface ExpectedPath {
  readonly a: string;
  readonly b: string;
  readonly path: Path | "either";
}

/** Without a claim of the expected path a pass would look as if that path had been proven. */
export function onlyIfClaimed(
  verdict: Verdict,
  { a, b, path }: ExpectedPath,
  claims: readonly Pick<JudgedClaim, "claim">[],
): Verdict {
  if (verdict.verdict !== "pass" || path === "either") return verdict;
  const isClaimed = claims.some(({ claim }) => pathClaimed(claim) === path && [claim.a, claim.b].sort().join() === [a, b].sort().join()); // prettier-ignore
  if (isClaimed) return verdict;
  return { verdict: "inconclusive", why: `the story makes no claim that ${a} ⇄ ${b} is ${path}, as between() expects` };
}

/** The claimed path, which is watched until it changes, and cut to test it. */
export const pathClaimed = (claim: Claim): Path | undefined =>
  claim.kind === "path" || claim.kind === "recovery" ? claim.path : undefined;
