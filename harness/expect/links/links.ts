import { after } from "../../../src/base/instant.ts";
import { analyse } from "../../evidence/analysis.ts";
import type { Evidence } from "../../evidence/evidence.ts";
import { topologyAt } from "../../evidence/topology-at.ts";
import type { Claim, Judgement } from "../claim.ts";
import { roundTripLegs } from "../loss/links-between.ts";
import { measuredImpairments } from "./measured-impairments.ts";
import { impairmentText } from "./wording.ts";

type LinksClaim = Extract<Claim, { kind: "links" }>;

/**
 * Judges every cable between a and b, each direction by its own packets. It is decided once there are enough for everything, so
 * that looking often does not make a false alarm more likely. A cable that is not as asked is the laboratory's fault.
 */
export function judgeLinks(claim: LinksClaim, evidence: Evidence): Judgement {
  const legs = roundTripLegs(topologyAt(evidence, claim.from), claim.a, claim.b);
  const names = new Set(legs.map(({ node, direction }) => `${node} ${direction}`));
  const measured = analyse(evidence)
    .linksAt(claim.from)
    .filter(({ node, direction }) => names.has(`${node} ${direction}`))
    .flatMap((link) => measuredImpairments(link).map((one) => ({ one, link: `${link.node} ${link.direction}` })));
  const text = (some: typeof measured): string =>
    some.map(({ one, link }) => `${link}: ${impairmentText(one)}`).join("; ");
  const deadline = after(claim.from, claim.within);
  const open = measured.filter(({ one }) => one.is === "too few");
  if (open.length > 0 && evidence.until < deadline) return { is: "pending", waitingFor: `more packets: ${text(open)}` };
  const different = measured.filter(({ one }) => one.is === "different");
  if (different.length > 0) return { is: "unsound", why: `not as asked: ${text(different)}` };
  if (open.length > 0) return { is: "unsound", why: `too few packets to tell: ${text(open)}` };
  if (measured.length === 0)
    return {
      is: "unsound",
      why: `no cable between ${claim.a} and ${claim.b} has an impairment that could be measured`,
    };
  const at = evidence.until < deadline ? evidence.until : deadline;
  return { is: "met", observed: text(measured), at, because: [] };
}
