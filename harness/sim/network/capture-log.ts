import type { Instant } from "../../../src/base/instant.ts";
import type { Capture, CapturedPacket } from "../../evidence/evidence.ts";

/** A packet as `CaptureLog` is given it: where and when it was seen is the log's to add. */
export type Seen = Pick<CapturedPacket, "protocol" | "from" | "to" | "payload" | "echo">;

/** What was seen at every interface, node by node, in time order. */
export class CaptureLog {
  readonly #packets = new Map<string, CapturedPacket[]>();
  /** Nothing is kept while it is false. */
  recording = false;

  constructor(nodes: readonly string[]) {
    for (const node of nodes) this.#packets.set(node, []);
  }

  add(node: string, name: string, direction: "in" | "out", seen: Seen, at: Instant): void {
    if (!this.recording) return;
    const packets = this.#packets.get(node);
    packets?.push({ at, node, interface: name, direction, ...seen, frame: packets.length + 1 });
  }

  /** The arrays go on growing; a copy is the caller's choice. */
  captures(): readonly Capture[] {
    return [...this.#packets].map(([node, packets]) => ({ node, packets, dropped: 0 }));
  }
}
