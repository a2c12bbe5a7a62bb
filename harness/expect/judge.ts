import { after, type Duration, type Instant } from "../../src/base/instant.ts";
import type { Evidence } from "../evidence/evidence.ts";
import type { Claim, Judgement } from "./claim.ts";
import { judgeLatency } from "./timing/latency.ts";
import { judgeLinks } from "./links/links.ts";
import { judgeLoss } from "./loss/loss.ts";
import { judgePath } from "./path/path.ts";
import { judgePing } from "./ping.ts";
import { judgeThroughput } from "./timing/throughput.ts";
import { judgeRecovery, recoveryGrace } from "./timing/recovery.ts";

/** Evidence up to this instant decides a claim; after it, none is pending. */
export const decidedBy = (claim: Claim): Instant =>
  after(claim.from, (claim.within + (claim.kind === "recovery" ? recoveryGrace : 0)) as Duration);

/**
 * Pure, and the same for growing and stored evidence: a claim that is met stays met as evidence grows, because nothing
 * after that moment is considered.
 */
export function judge(claim: Claim, evidence: Evidence): Judgement {
  switch (claim.kind) {
    case "ping":
      return judgePing(claim, evidence);
    case "path":
      return judgePath(claim, evidence);
    case "latency":
      return judgeLatency(claim, evidence);
    case "loss":
      return judgeLoss(claim, evidence);
    case "links":
      return judgeLinks(claim, evidence);
    case "throughput":
      return judgeThroughput(claim, evidence);
    case "recovery":
      return judgeRecovery(claim, evidence);
  }
}
