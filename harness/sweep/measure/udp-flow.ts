import type { CapturedPacket } from "../../evidence/evidence.ts";
import { quantile } from "../../evidence/quantile.ts";
import { datagramBytes, datagramHeader } from "../../lab/load/datagram.ts";
import type { Times, UdpMeasurement } from "../json.ts";

/** What became of one stream of datagrams, between the sender's interface and the receiver's. Both captures have one clock. */
export function measureUdp(
  { load, stream }: { readonly load: number; readonly stream: number },
  sender: readonly CapturedPacket[],
  receiver: readonly CapturedPacket[],
): Omit<UdpMeasurement, "pings"> {
  const sent = firstSeen(sender, stream, "out");
  const all = firstSeen(receiver, stream, "in");
  const arrived = [...all].filter(([sequence]) => sent.has(sequence));
  const latencies = arrived.map(([sequence, at]) => at - sent.get(sequence)!);
  const steps = latencies.slice(1).map((latency, i) => Math.abs(latency - latencies[i]!));
  const sending = spanOf([...sent.values()]);
  const arriving = spanOf(arrived.map(([, at]) => at));
  const jitter = steps.length === 0 ? undefined : steps.reduce((sum, step) => sum + step, 0) / steps.length;
  return {
    load,
    sent: sent.size,
    arrived: arrived.length,
    offered: bitrate(sent.size, sending),
    // Arrivals may be spread over less time than the datagrams were sent in, if most are lost; never over less than this.
    delivered: bitrate(arrived.length, Math.max(sending, arriving)),
    latency: timesOf(latencies),
    ...(jitter !== undefined && { jitter }),
  };
}

/** Undefined for none. */
export const timesOf = (values: readonly number[]): Times | undefined =>
  values.length === 0 ? undefined : { median: quantile(values, 0.5), p95: quantile(values, 0.95) };

/** By sequence number, in the order seen: when it was seen first. */
function firstSeen(
  packets: readonly CapturedPacket[],
  stream: number,
  direction: CapturedPacket["direction"],
): ReadonlyMap<number, number> {
  const seen = new Map<number, number>();
  for (const packet of packets) {
    if (packet.protocol !== "udp" || packet.direction !== direction) continue;
    for (const header of datagramsIn(packet.payload))
      if (header.stream === stream && !seen.has(header.sequence)) seen.set(header.sequence, packet.at);
  }
  return seen;
}

/** One, or several that were written to the interface as one packet. */
const datagramsIn = (payload: Uint8Array) =>
  Array.from({ length: Math.ceil(payload.length / datagramBytes) }, (_, i) => datagramHeader(payload.subarray(i * datagramBytes)) ?? []).flat(); // prettier-ignore

/** Milliseconds from the first to the last. */
const spanOf = (times: readonly number[]): number => (times.length < 2 ? 0 : times.at(-1)! - times[0]!);

/** Bits of payload per second: `count` datagrams are that many less one intervals. */
const bitrate = (count: number, span: number): number =>
  count < 2 || span <= 0 ? 0 : ((count - 1) * datagramBytes * 8000) / span;
