import { Frames } from "../../wire/framing.ts";
import { spec } from "../../wire/spec.ts";
import type { Skipped } from "./skipped.ts";
import { direction, type Segment } from "./packet/segment.ts";

/** Tunable. */
const tuned = {
  /** Segments and bytes of a direction that may wait for an earlier one. */
  waitingMax: 1024,
  waitingBytesMax: 2 ** 20,
  /** For all connections together. */
  allWaitingBytesMax: 2 ** 25,
  /** Bytes; a sequence number further away belongs to another connection with the same ports. */
  farAway: 2 ** 26,
} as const;

/** Memory held by the directions of all connections. */
export interface Waiting {
  bytes: number;
}

export interface Framed {
  readonly microseconds: number;
  readonly bytes: Uint8Array;
}

/**
 * One direction of a TCP connection, put in order (RFC 9293 §3.4) and split into frames (fact sheet §3.11). If
 * segments are missing in the capture, reading continues at the next one that begins with a frame.
 */
export class TcpStream {
  readonly #skipped: Skipped;
  readonly #all: Waiting;
  /** Undefined = before the first segment. */
  #next: number | undefined;
  /** Undefined = frame boundaries are unknown: within a connection, or after a gap. */
  #frames: Frames | undefined;
  /** Segments after a gap, in order. */
  #early: Segment[] = [];
  #earlyBytes = 0;
  #spokeN2n = false;
  #unframed = 0;
  #name = "";

  constructor(skipped: Skipped, all: Waiting) {
    this.#skipped = skipped;
    this.#all = all;
  }

  /** Does the segment open a new connection? */
  isOlderThan({ opens, sequence }: Segment): boolean {
    return opens && this.#next !== undefined && (this.#next - sequence) >>> 0 > tuned.farAway;
  }

  take(segment: Segment): readonly Framed[] {
    this.#name ||= direction(segment);
    if (segment.opens) {
      if (this.#next === undefined) [this.#next, this.#frames] = [(segment.sequence + 1) >>> 0, new Frames()];
      return [];
    }
    if (segment.payload.length === 0) return [];
    this.#next ??= segment.sequence;
    const ahead = this.#ahead(segment);
    if (Math.abs(ahead) > tuned.farAway) return [...this.end(), ...this.#startAt(segment)];
    if (ahead + segment.payload.length <= 0) return [];
    if (ahead <= 0) return [...this.#append(segment, segment.microseconds), ...this.#drain(segment.microseconds)];
    this.#keep(segment, ahead);
    return this.#isFull() ? this.#giveUp() : [];
  }

  /** Handles what waits for segments that will not come. */
  end(): readonly Framed[] {
    const framed: Framed[] = [];
    while (this.#early.length > 0) framed.push(...this.#giveUp());
    if (this.#unframed > 0) {
      const segments = `${this.#unframed} ${this.#unframed === 1 ? "segment" : "segments"} skipped`;
      const why = this.#spokeN2n ? "no n2n frame begins there" : "it does not speak n2n";
      this.#skipped.add({ what: `TCP ${this.#name}: ${segments}, ${why}`, lost: this.#spokeN2n });
      this.#unframed = 0;
    }
    return framed;
  }

  #startAt(segment: Segment): readonly Framed[] {
    [this.#next, this.#frames] = [segment.sequence, undefined];
    return this.#append(segment, segment.microseconds);
  }

  /** Bytes missing before a segment; negative = already seen. Sequence numbers wrap. */
  #ahead({ sequence }: Segment): number {
    return (sequence - this.#next!) | 0;
  }

  #keep(segment: Segment, ahead: number): void {
    let [low, high] = [0, this.#early.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#ahead(this.#early[middle]!) < ahead) low = middle + 1;
      else high = middle;
    }
    const same = this.#early[low];
    if (same?.sequence === segment.sequence && same.payload.length >= segment.payload.length) return;
    // Copied, so that the buffer it was read from can be freed.
    this.#early.splice(low, 0, { ...segment, payload: segment.payload.slice() });
    this.#hold(segment.payload.length);
  }

  #hold(bytes: number): void {
    this.#earlyBytes += bytes;
    this.#all.bytes += bytes;
  }

  #isFull(): boolean {
    const { waitingMax, waitingBytesMax, allWaitingBytesMax } = tuned;
    return (
      this.#early.length > waitingMax || this.#earlyBytes > waitingBytesMax || this.#all.bytes > allWaitingBytesMax
    );
  }

  /** `microseconds`: when the missing bytes arrived; absent = they did not, and each segment has its own time. */
  #drain(microseconds?: number): readonly Framed[] {
    const framed: Framed[] = [];
    let count = 0;
    for (; count < this.#early.length && this.#ahead(this.#early[count]!) <= 0; count++) {
      const segment = this.#early[count]!;
      this.#hold(-segment.payload.length);
      framed.push(...this.#append(segment, microseconds ?? segment.microseconds));
    }
    this.#early.splice(0, count);
    return framed;
  }

  #giveUp(): readonly Framed[] {
    const first = this.#early[0]!;
    this.#skipped.add({
      what: `TCP ${this.#name}: ${this.#ahead(first)} bytes are missing before packet ${first.number}`,
      fix: "the capture dropped them: a larger buffer helps (tcpdump -B 4096)",
      lost: true,
    });
    [this.#next, this.#frames] = [first.sequence, undefined];
    return this.#drain();
  }

  #append(segment: Segment, microseconds: number): readonly Framed[] {
    const bytes = segment.payload.subarray(-this.#ahead(segment));
    if (bytes.length === 0) return [];
    this.#next = (segment.sequence + segment.payload.length) >>> 0;
    if (this.#frames === undefined && beginsWithFrame(bytes)) this.#frames = new Frames();
    const messages = this.#frames?.add(bytes);
    if (messages === undefined) {
      [this.#frames, this.#unframed] = [undefined, this.#unframed + 1];
      return [];
    }
    this.#spokeN2n ||= messages.length > 0;
    return messages.map((bytes) => ({ microseconds, bytes: bytes }));
  }
}

/** Lengths that add up to the segment's end, or a readable message, mark the start of a frame. */
function beginsWithFrame(bytes: Uint8Array): boolean {
  if (bytes.length > 4 && bytes[2] === spec.version && bytes[3]! <= spec.ttl) return true;
  let at = 0;
  while (at + 2 < bytes.length) {
    const length = (bytes[at]! << 8) | bytes[at + 1]!;
    if (length < spec.headerBytes) return false;
    at += 2 + length;
  }
  return at === bytes.length;
}
