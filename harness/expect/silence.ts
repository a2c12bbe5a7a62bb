import { after, since, type Instant } from "../../src/base/instant.ts";
import { analyse } from "../evidence/analysis.ts";
import type { Evidence } from "../evidence/evidence.ts";
import type { Judgement } from "./claim.ts";
import type { PathClaim } from "./path.ts";
import { isAtOverlay } from "../evidence/pings.ts";
import { count, secondsText } from "./wording.ts";

/**
 * Path "none": nothing that was sent since `from` arrives, for the whole of `within`. One arrival violates it. Where the
 * edges never met, a host's pings wait for an answer to its ARP: then it is the questions that got none.
 */
export function judgeSilence({ a, b, from, within, steady }: PathClaim, evidence: Evidence): Judgement {
  const deadline = after(from, within);
  const sent = analyse(evidence).crossings.filter(
    (it) => it.sent.at >= from && it.sent.at <= deadline && [a, b].includes(it.from) && [a, b].includes(it.to),
  );
  const arrived = sent.find((it) => it.arrived !== undefined && it.arrived.at <= deadline);
  if (arrived !== undefined) {
    return {
      is: "violated",
      observed: `a ping from ${arrived.from} reached ${arrived.to}, ${arrived.path}`,
      stoppedAt: `after ${secondsText(since(from, arrived.arrived!.at))}`,
      because: [{ node: arrived.to, frames: [arrived.arrived!.frame] }],
    };
  }
  if (evidence.until < deadline) return { is: "pending", waitingFor: `silence (${sent.length} pings lost so far)` };
  const questions = sent.length > 0 ? 0 : questionsAsked(evidence, [a, b], from, deadline);
  if (questions >= steady) {
    return { is: "met", observed: `${count(questions, "ARP request")}, none answered`, at: deadline, because: [] };
  }
  const because = [
    {
      node: a,
      frames: sent
        .filter((it) => it.from === a)
        .map((it) => it.sent.frame)
        .slice(0, 6),
    },
  ];
  if (sent.length >= steady)
    return { is: "met", observed: `${count(sent.length, "ping")}, none arrived`, at: deadline, because };
  return { is: "violated", observed: `only ${count(sent.length, "ping")} sent`, stoppedAt: "too few to tell", because };
}

/** ARP requests that hosts put into their overlay devices. */
function questionsAsked({ captures, overlay }: Evidence, nodes: readonly string[], from: Instant, to: Instant): number {
  const packets = captures.flatMap((it) => (nodes.includes(it.node) ? it.packets : []));
  return packets.filter(
    (it) => it.protocol === "arp" && it.direction === "out" && it.at >= from && it.at <= to && isAtOverlay(it, overlay),
  ).length;
}
