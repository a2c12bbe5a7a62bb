import { concat } from "../../base/bytes.ts";
import { direction, type Segment } from "./segment.ts";

/** A message as it was sent: a datagram, or one frame of a TCP stream (fact sheet §3.11). */
export interface Sent {
  readonly microseconds: number;
  readonly protocol: "udp" | "tcp";
  readonly from: Segment["from"];
  readonly to: Segment["to"];
  readonly bytes: Uint8Array;
}

/** Messages in the order in which their last bytes came. Each direction of a TCP connection is a stream of its own. */
export function messagesIn(segments: readonly Segment[]): readonly Sent[] {
  const streams = new Map<string, Stream>();
  return segments.flatMap((segment): Sent[] => {
    const { microseconds, protocol, from, to } = segment;
    if (protocol === "udp") return [{ microseconds, protocol, from, to, bytes: segment.payload }];
    const key = direction(segment);
    let stream = streams.get(key);
    if (stream === undefined || segment.opens) streams.set(key, (stream = new Stream()));
    return stream.take(segment).map((bytes) => ({ microseconds, protocol, from, to, bytes }));
  });
}

/** One direction of a TCP connection, put in order (RFC 9293 §3.4) and cut into frames: a length of two bytes, then that many. */
class Stream {
  #next: number | undefined;
  #rest: Uint8Array = new Uint8Array(0);
  #early: Segment[] = [];

  take(segment: Segment): readonly Uint8Array[] {
    if (segment.opens) {
      this.#next = (segment.sequence + 1) >>> 0;
      return [];
    }
    // A capture that starts within a connection has no better beginning than its first segment.
    this.#next ??= segment.sequence;
    this.#early.push(segment);
    for (let fits = this.#fitting(); fits !== undefined; fits = this.#fitting()) this.#append(fits);
    return this.#frames();
  }

  #fitting(): Segment | undefined {
    this.#early = this.#early.filter((one) => this.#ahead(one) + one.payload.length > 0);
    return this.#early.find((one) => this.#ahead(one) <= 0);
  }

  /** Bytes missing before a segment; negative = seen already. Sequence numbers wrap. */
  #ahead({ sequence }: Segment): number {
    return (sequence - this.#next!) | 0;
  }

  #append(segment: Segment): void {
    this.#rest = concat(this.#rest, segment.payload.subarray(-this.#ahead(segment)));
    this.#next = (segment.sequence + segment.payload.length) >>> 0;
  }

  #frames(): readonly Uint8Array[] {
    const frames: Uint8Array[] = [];
    for (;;) {
      const length = this.#rest.length < 2 ? Infinity : (this.#rest[0]! << 8) | this.#rest[1]!;
      if (this.#rest.length < 2 + length) return frames;
      frames.push(this.#rest.subarray(2, 2 + length));
      this.#rest = this.#rest.subarray(2 + length);
    }
  }
}
