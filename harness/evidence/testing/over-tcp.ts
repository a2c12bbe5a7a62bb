import { analyse } from "../analysis.ts";
import type { CapturedPacket, Evidence } from "../evidence.ts";

/** How a connection's segments come out: each as it went in, each in two, or up to so many in one. */
export type Segmentation = "same" | "halves" | { readonly joined: number };

/**
 * The same evidence, as if every datagram had been written to a TCP connection between its two hosts. Segments that are
 * joined arrive when the last of them does.
 */
export function overTcp(evidence: Evidence, segmentation: Segmentation): Evidence {
  const positions = new Map<string, number>();
  const changed = new Map<CapturedPacket, CapturedPacket[]>();
  const waiting = new Map<string, CapturedPacket[]>();
  for (const { hops, origin, end } of analyse(evidence).journeys.all) {
    const to = end.is === "delivered" ? end.node : "nobody";
    const stream = `${origin} ${to}`;
    // Sequence numbers that wrap.
    const begin = positions.get(stream) ?? 0xffff_ff00;
    positions.set(stream, (begin + hops[0]!.payload.length) >>> 0);
    for (const hop of hops) {
      const segment = { ...hop, protocol: "tcp" as const, sequence: begin };
      const last = hop === hops.at(-1);
      if (!last || segmentation === "same") changed.set(hop, [segment]);
      else if (segmentation === "halves") changed.set(hop, halves(segment));
      else {
        const together = [...(waiting.get(stream) ?? []), segment];
        const isFull = together.length >= segmentation.joined;
        changed.set(hop, isFull ? [joined(together)] : []);
        waiting.set(stream, isFull ? [] : together);
      }
    }
  }
  const captures = evidence.captures.map((capture) => ({
    ...capture,
    packets: capture.packets.flatMap((packet) => changed.get(packet) ?? [packet]),
  }));
  return { ...evidence, captures };
}

function halves(segment: CapturedPacket): CapturedPacket[] {
  const middle = segment.payload.length >> 1;
  const rest = { ...segment, payload: segment.payload.subarray(middle), sequence: (segment.sequence! + middle) >>> 0 };
  return [{ ...segment, payload: segment.payload.subarray(0, middle) }, rest];
}

const joined = (segments: readonly CapturedPacket[]): CapturedPacket => ({
  ...segments.at(-1)!,
  sequence: segments[0]!.sequence!,
  payload: Uint8Array.from(segments.flatMap(({ payload }) => [...payload])),
});
