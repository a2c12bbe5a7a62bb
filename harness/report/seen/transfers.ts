import type { Evidence } from "../../evidence/evidence.ts";
import type { SeenTransfer } from "./schema.ts";

/** Tunable: bins of a plot; none is shorter than this, in milliseconds. */
const tuned = { bins: 60, shortest: 20 } as const;

/** How fast the data of each claimed transfer came out of the receiver's device. */
export function transfersOf({ steps, captures, overlay }: Evidence, start: number): SeenTransfer[] {
  return steps.flatMap(({ claim }) => {
    if (claim?.kind !== "throughput") return [];
    const { a: from, b: to, port, floor, from: since } = claim;
    const data = (captures.find(({ node }) => node === to)?.packets ?? []).filter((packet) => {
      const isOurs = packet.protocol === "tcp" && packet.to?.port === port && packet.at >= since;
      return isOurs && packet.interface === overlay[to]?.device && packet.direction === "in";
    });
    const [first, last] = [data[0], data.at(-1)];
    if (first === undefined || last === undefined) return [];
    const bin = Math.max(tuned.shortest, Math.ceil((last.at - first.at + 1) / tuned.bins));
    const bits = Array.from({ length: Math.floor((last.at - first.at) / bin) + 1 }, () => 0);
    for (const { at, length, payload } of data)
      bits[Math.floor((at - first.at) / bin)]! += 8 * (length ?? payload.length);
    const rates = bits.map((one) => Number((one / 1000 / bin).toFixed(2)));
    return [{ from, to, floor, start: Math.round(first.at - start), bin, rates }];
  });
}
