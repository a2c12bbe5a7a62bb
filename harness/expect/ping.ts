import { after, since } from "../../src/base/instant.ts";
import { analyse } from "../evidence/analysis.ts";
import type { Evidence } from "../evidence/evidence.ts";
import type { Ping } from "../evidence/paths/pings.ts";
import type { Claim, Judgement } from "./claim.ts";
import { counted } from "../../src/base/counted.ts";
import { secondsText } from "./wording.ts";

type PingClaim = Extract<Claim, { kind: "ping" }>;

/** Met by the first reply to a request sent since `from`. */
export function judgePing({ a, b, from, within }: PingClaim, evidence: Evidence): Judgement {
  const deadline = after(from, within);
  const pings = analyse(evidence).pings.filter((ping) => ping.from === a && ping.to === b && ping.sent.at >= from);
  const answered = pings.find((ping) => ping.returned !== undefined && ping.returned.at <= deadline);
  if (answered !== undefined) {
    const { sent, returned } = answered;
    return {
      is: "met",
      observed: `first answer after ${secondsText(since(from, returned!.at))}`,
      at: returned!.at,
      because: [{ node: a, frames: [sent.frame, returned!.frame] }],
    };
  }
  const reached = howFar(pings, a, b);
  if (evidence.until < deadline) return { is: "pending", waitingFor: `a first answer from ${b} (${reached})` };
  return {
    is: "violated",
    observed: `no answer to ${counted(pings.length, "ping")} in ${secondsText(within)}`,
    stoppedAt: reached,
    because: [{ node: a, frames: pings.slice(0, 3).map((ping) => ping.sent.frame) }],
  };
}

/** How far unanswered pings got. */
export function howFar(pings: readonly Ping[], a: string, b: string): string {
  if (pings.length === 0) return `no ping was put into ${a}'s overlay device`;
  const instead = pings.find((ping) => ping.instead !== undefined && ping.returned === undefined)?.instead;
  const where = pings.some((ping) => ping.answered) ? `answers came out at ${a}` : `pings came out at ${b}`;
  if (instead === "changed") return `${where}, but changed on the way`;
  if (instead === "invented") return `${where} although nothing had come in`;
  if (pings.some((ping) => ping.answered)) return `${b} answered, no answer reached ${a}`;
  if (pings.some((ping) => ping.arrived)) return `pings reached ${b}, which did not answer`;
  return `no ping of ${a} reached ${b}`;
}
