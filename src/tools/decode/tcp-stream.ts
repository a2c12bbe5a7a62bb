import { Frames } from "../../wire/framing.ts";
import { spec } from "../../wire/spec.ts";
import type { PassedOver } from "./passed-over.ts";
import { direction, type Segment } from "./packet/segment.ts";

/** Ours to choose. */
const tuned = {
  /** Segments and bytes of a direction that wait for an earlier one, which may be late. */
  waitingMax: 1024,
  waitingBytesMax: 2 ** 20,
  /** Of all connections together. */
  allWaitingBytesMax: 2 ** 25,
  /** Bytes; a sequence number further away belongs to another connection of the same ports. */
  farAway: 2 ** 26,
} as const;

/** What the directions of all connections hold. */
export interface Waiting {
  bytes: number;
}

export interface Framed {
  readonly microseconds: number;
  readonly bytes: Uint8Array;
}

/**
 * One direction of a TCP connection, put in order (RFC 9293 §3.4) and cut into frames (fact sheet §3.11). Where
 * segments are missing in the capture, reading goes on at the next one that begins with a frame.
 */
export class TcpStream {
  readonly #passed: PassedOver;
  readonly #all: Waiting;
  /** Undefined = before the first segment. */
  #next: number | undefined;
  /** Undefined = where frames begin is not known: within a connection, or after a gap. */
  #frames: Frames | undefined;
  /** Ahead of a gap, in order. */
  #early: Segment[] = [];
  #earlyBytes = 0;
  #spokeN2n = false;
  #unframed = 0;
  #name = "";

  constructor(passed: PassedOver, all: Waiting) {
    this.#passed = passed;
    this.#all = all;
  }

  /** Does the segment open another connection than this one? */
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

  /** What waits for segments that do not come any more. */
  end(): readonly Framed[] {
    const framed: Framed[] = [];
    while (this.#early.length > 0) framed.push(...this.#giveUp());
    if (this.#unframed > 0) {
      const segments = `${this.#unframed} ${this.#unframed === 1 ? "segment" : "segments"} passed over`;
      const why = this.#spokeN2n ? "no n2n frame begins there" : "it does not speak n2n";
      this.#passed.add({ what: `TCP ${this.#name}: ${segments}, ${why}`, lost: this.#spokeN2n });
      this.#unframed = 0;
    }
    return framed;
  }

  #startAt(segment: Segment): readonly Framed[] {
    [this.#next, this.#frames] = [segment.sequence, undefined];
    return this.#append(segment, segment.microseconds);
  }

  /** Bytes missing before a segment; negative = seen already. Sequence numbers wrap. */
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
    // Its own memory: the rest of what it was read with is not held.
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

  /** At `microseconds` came what was missing; absent = nothing did, each counts with its own time. */
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
    this.#passed.add({
      what: `TCP ${this.#name}: ${this.#ahead(first)} bytes are missing before packet ${first.number}`,
      mend: "the capture dropped them: a larger buffer helps (tcpdump -B 4096)",
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

/** Lengths that add up to the segment's end, or a readable message, mark a beginning. */
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
