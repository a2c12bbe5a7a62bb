import { after, since, type Instant } from "../../../src/base/instant.ts";
import { analyse } from "../../evidence/analysis.ts";
import type { CapturedPacket, Evidence } from "../../evidence/evidence.ts";
import { isAtOverlay } from "../../evidence/paths/pings.ts";
import type { Judgement, PathClaim } from "../claim.ts";
import { counted } from "../../../src/base/counted.ts";
import { secondsText } from "../wording.ts";

/**
 * Path "none": nothing that is sent since `from` arrives, for the whole of `within`. One arrival violates it. If not even
 * address resolution gets through, no ping is ever sent; unanswered ARP requests then count instead.
 */
export function judgeSilence({ a, b, from, within, steady }: PathClaim, evidence: Evidence): Judgement {
  const deadline = after(from, within);
  const sent = analyse(evidence).crossings.filter(
    (crossing) =>
      crossing.sent.at >= from &&
      crossing.sent.at <= deadline &&
      [a, b].includes(crossing.from) &&
      [a, b].includes(crossing.to),
  );
  const arrived = sent.find((crossing) => crossing.arrived !== undefined && crossing.arrived.at <= deadline);
  if (arrived !== undefined) {
    return {
      is: "violated",
      observed: `a ping from ${arrived.from} reached ${arrived.to}, ${arrived.path}`,
      stoppedAt: `after ${secondsText(since(from, arrived.arrived!.at))}`,
      because: [{ node: arrived.to, frames: [arrived.arrived!.frame] }],
    };
  }
  const unanswered = unansweredRequests([a, b], from, deadline, evidence);
  if (evidence.until < deadline)
    return { is: "pending", waitingFor: `silence (${sent.length} pings lost so far)`, soonest: deadline };
  const because = [
    {
      node: a,
      frames: framesOf(
        sent.map((crossing) => crossing.sent),
        a,
      ),
    },
  ];
  if (sent.length >= steady)
    return { is: "met", observed: `${counted(sent.length, "ping")}, none arrived`, at: deadline, because };
  if (unanswered.length >= steady) {
    const observed = `${counted(unanswered.length, "ARP request")}, none answered`;
    return { is: "met", observed, at: deadline, because: [{ node: a, frames: framesOf(unanswered, a) }] };
  }
  return {
    is: "violated",
    observed: `only ${counted(sent.length, "ping")} sent`,
    stoppedAt: "too few to tell",
    because,
  };
}

/** Empty if any ARP packet came in: then they are not unanswered. */
function unansweredRequests(
  nodes: readonly string[],
  from: Instant,
  deadline: Instant,
  { captures, overlay }: Evidence,
): readonly CapturedPacket[] {
  const arp = captures
    .filter(({ node }) => nodes.includes(node))
    .flatMap(({ packets }) => packets)
    .filter(
      (packet) =>
        packet.protocol === "arp" && isAtOverlay(packet, overlay) && packet.at >= from && packet.at <= deadline,
    );
  return arp.some(({ direction }) => direction === "in") ? [] : arp;
}

const framesOf = (packets: readonly CapturedPacket[], node: string): number[] =>
  packets
    .filter((packet) => packet.node === node)
    .map((packet) => packet.frame)
    .slice(0, 6);
