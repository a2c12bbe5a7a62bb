import { after, since } from "../../../src/base/instant.ts";
import type { CapturedPacket, Evidence } from "../../evidence/evidence.ts";
import { dataLength } from "../../evidence/capture/data-length.ts";
import { payloadDigest } from "../../evidence/capture/payload-key.ts";
import { isHostInterface } from "../../topology/plan/plan-addresses.ts";
import type { Claim, Judgement } from "../claim.ts";
import { counted } from "../../../src/base/counted.ts";
import { secondsText } from "../wording.ts";

type ThroughputClaim = Extract<Claim, { kind: "throughput" }>;

/** Tunable: less than everything is enough, because a few packets may arrive before the first that is counted. */
const tuned = { share: 0.98 } as const;

/**
 * Measured at a's interface, from the first packet with data until the receiver's answer, which has the number of bytes
 * received and their digest; TCP's header is not used. The answer counts only if it left b, and if as much as was sent
 * had by then come in at b's interface and out of its overlay device: a program that knows the content could invent it.
 * The content cannot be compressed.
 */
export function judgeThroughput(claim: ThroughputClaim, evidence: Evidence): Judgement {
  const { a, b, bytes, digest, floor } = claim;
  const sent = withData(claim, evidence, a, "out");
  const [first] = sent;
  const answer = withData(claim, evidence, a, "in")[0];
  const deadline = after(claim.from, claim.within);
  const because = [first, answer].flatMap((packet) =>
    packet === undefined ? [] : [{ node: a, frames: [packet.frame] }],
  );
  if (first === undefined || answer === undefined || answer.at > deadline) {
    const arrived = withData(claim, evidence, b, "in").length;
    const story = `${counted(sent.length, "packet")} with data left ${a}, ${arrived} reached ${b}, no answer`;
    if (evidence.until < deadline) return { is: "pending", waitingFor: story };
    const stoppedAt = arrived === 0 ? `nothing reached ${b}` : `${b} had not received everything in time`;
    return { is: "violated", observed: `${story} in ${secondsText(claim.within)}`, stoppedAt, because };
  }
  const [came, itsDigest] = new TextDecoder().decode(answer.payload).trim().split(" ");
  if (Number(came) !== bytes || itsDigest !== digest) {
    const what = Number(came) === bytes ? "different bytes than were sent" : `${came} of ${counted(bytes, "byte")}`;
    return { is: "violated", observed: `${b} got ${what}`, stoppedAt: `${b} received damaged data`, because };
  }
  // Captures are read one after the other: packets from before the answer may still be missing from b's.
  if (evidence.until < answer.at)
    return { is: "pending", waitingFor: "all packets before the answer", soonest: answer.at };
  const missing = notCarried(claim, evidence, first, answer);
  if (missing !== undefined) {
    const observed = `${a} got the right answer, ${missing}`;
    return { is: "violated", observed, stoppedAt: "the answer was invented", because };
  }
  const time = since(first.at, answer.at);
  const rate = (bytes * 8) / 1000 / time;
  const observed = `${kibibytes(bytes)} intact in ${secondsText(time)}, ${rate.toFixed(1)} Mbit/s`;
  if (rate >= floor) return { is: "met", observed, at: answer.at, because };
  return { is: "violated", observed, stoppedAt: `slower than ${floor} Mbit/s`, because };
}

/** What shows that the answer is not b's, or that b did not receive the data. Undefined = nothing. */
function notCarried(
  claim: ThroughputClaim,
  evidence: Evidence,
  first: CapturedPacket,
  answer: CapturedPacket,
): string | undefined {
  const { b, bytes } = claim;
  const same = payloadDigest(answer);
  if (!withData(claim, evidence, b, "out").some((packet) => packet.at <= answer.at && payloadDigest(packet) === same))
    return `which ${b} did not send`;
  const meanwhile = (packet: CapturedPacket): boolean => packet.at >= first.at && packet.at <= answer.at;
  const underlay = (evidence.captures.find(({ node }) => node === b)?.packets ?? []).filter(
    (packet) => packet.direction === "in" && isHostInterface(packet.interface) && packet.overheard !== true,
  );
  const brought = sizeOf(underlay.filter(meanwhile));
  if (brought < tuned.share * bytes) return `and ${kibibytes(brought)} of ${kibibytes(bytes)} had reached ${b}`;
  const delivered = sizeOf(withData(claim, evidence, b, "in").filter(meanwhile));
  if (delivered >= tuned.share * bytes) return undefined;
  return `and ${kibibytes(delivered)} of ${kibibytes(bytes)} had come out of ${b}'s device`;
}

const sizeOf = (packets: readonly CapturedPacket[]): number =>
  packets.reduce((sum, packet) => sum + dataLength(packet), 0);

export const kibibytes = (bytes: number): string => `${Math.round(bytes / 1024)} KiB`;

/** Packets of the claimed transfer at the overlay interface of a node. */
function withData(
  { from, port }: ThroughputClaim,
  { captures, overlay }: Evidence,
  node: string,
  direction: "in" | "out",
): CapturedPacket[] {
  const packets = captures.find((capture) => capture.node === node)?.packets ?? [];
  const device = overlay[node]?.device;
  return packets.filter(
    (packet) =>
      packet.interface === device &&
      packet.direction === direction &&
      packet.protocol === "tcp" &&
      packet.at >= from &&
      packet.payload.length > 0 &&
      (packet.to?.port === port || packet.from?.port === port),
  );
}
