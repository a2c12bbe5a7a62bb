import type { Instant } from "../../../src/base/instant.ts";
import type { Capture, CapturedPacket } from "../../evidence/evidence.ts";

/** A packet for `CaptureLog`, which adds where and when it was seen. */
export type Seen = Pick<CapturedPacket, "protocol" | "from" | "to" | "payload" | "echo" | "isDamaged">;

/** What was seen at every interface, node by node, in time order. */
export class CaptureLog {
  readonly #packets = new Map<string, CapturedPacket[]>();
  /** Nothing is recorded while it is false. */
  recording = false;

  constructor(nodes: readonly string[]) {
    for (const node of nodes) this.#packets.set(node, []);
  }

  add(node: string, name: string, direction: "in" | "out", seen: Seen, at: Instant): void {
    if (!this.recording) return;
    const packets = this.#packets.get(node);
    if (packets === undefined) return;
    const frame = packets.length + 1;
    // What carries everything, written out because that is faster.
    const { protocol, from, to, payload } = seen;
    if (protocol === "udp" && seen.isDamaged === undefined)
      packets.push({ at, node, interface: name, direction, protocol, from, to, payload, frame });
    else packets.push({ at, node, interface: name, direction, ...seen, frame });
  }

  /** The arrays keep growing; the caller may copy them. */
  captures(): readonly Capture[] {
    return [...this.#packets].map(([node, packets]) => ({ node, packets, dropped: 0 }));
  }
}
