import { after, since } from "../../src/base/instant.ts";
import type { CapturedPacket, Evidence } from "../evidence/evidence.ts";
import type { Claim, Judgement } from "./claim.ts";
import { count, secondsText } from "./wording.ts";

type ThroughputClaim = Extract<Claim, { kind: "throughput" }>;

/**
 * At a's interface, from the first packet with data until the receiver's answer is there. That answer holds how much
 * came and its digest; TCP's own header is not looked at.
 */
export function judgeThroughput(claim: ThroughputClaim, evidence: Evidence): Judgement {
  const { a, b, bytes, digest, floor } = claim;
  const sent = withData(claim, evidence, a, "out");
  const [first] = sent;
  const answer = withData(claim, evidence, a, "in")[0];
  const deadline = after(claim.from, claim.within);
  const because = [first, answer].flatMap((it) => (it === undefined ? [] : [{ node: a, frames: [it.frame] }]));
  if (first === undefined || answer === undefined || answer.at > deadline) {
    const arrived = withData(claim, evidence, b, "in").length;
    const story = `${count(sent.length, "packet")} with data left ${a}, ${arrived} reached ${b}, no answer`;
    if (evidence.until < deadline) return { is: "pending", waitingFor: story };
    const stoppedAt = arrived === 0 ? `nothing reached ${b}` : `${b} did not have all of it in time`;
    return { is: "violated", observed: `${story} in ${secondsText(claim.within)}`, stoppedAt, because };
  }
  const [came, itsDigest] = new TextDecoder().decode(answer.payload).trim().split(" ");
  if (Number(came) !== bytes || itsDigest !== digest) {
    const what = Number(came) === bytes ? "other bytes than were sent" : `${came} of ${count(bytes, "byte")}`;
    return { is: "violated", observed: `${b} got ${what}`, stoppedAt: `what ${b} got is not whole`, because };
  }
  const time = since(first.at, answer.at);
  const rate = (bytes * 8) / 1000 / time;
  const observed = `${kibibytes(bytes)} whole in ${secondsText(time)}, ${rate.toFixed(1)} Mbit/s`;
  if (rate >= floor) return { is: "met", observed, at: answer.at, because };
  return { is: "violated", observed, stoppedAt: `slower than ${floor} Mbit/s`, because };
}

export const kibibytes = (bytes: number): string => `${Math.round(bytes / 1024)} KiB`;

/** Of the claimed transfer, at the overlay interface of a node. */
function withData(
  { from, port }: ThroughputClaim,
  { captures, overlay }: Evidence,
  node: string,
  direction: "in" | "out",
): CapturedPacket[] {
  const packets = captures.find((it) => it.node === node)?.packets ?? [];
  const device = overlay[node]?.device;
  return packets.filter(
    (it) =>
      it.interface === device &&
      it.direction === direction &&
      it.protocol === "tcp" &&
      it.at >= from &&
      it.payload.length > 0 &&
      (it.to?.port === port || it.from?.port === port),
  );
}
