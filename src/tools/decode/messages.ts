import type { Captured } from "./capture/captured.ts";
import type { Skipped } from "./skipped.ts";
import { direction, type Segment, Segments } from "./packet/segment.ts";
import { TcpStream, type Waiting } from "./tcp-stream.ts";

/** A message as sent: a datagram, or one frame of a TCP stream (fact sheet §3.11). */
export interface SentMessage {
  readonly microseconds: number;
  readonly protocol: "udp" | "tcp";
  readonly from: Segment["from"];
  readonly to: Segment["to"];
  readonly bytes: Uint8Array;
}

/** Tunable: directions of TCP connections followed at the same time. */
const streamsMax = 4096;

/** Messages in the order in which their last bytes arrived. */
export class Messages {
  readonly #skipped: Skipped;
  readonly #segments: Segments;
  readonly #waiting: Waiting = { bytes: 0 };
  /** By direction, the most recently active last. */
  readonly #streams = new Map<string, { readonly stream: TcpStream; readonly sample: Segment }>();

  constructor(skipped: Skipped) {
    this.#skipped = skipped;
    this.#segments = new Segments(skipped);
  }

  in(captured: Captured): readonly SentMessage[] {
    const segment = this.#segments.in(captured);
    if (segment === undefined) return [];
    const { microseconds, protocol, from, to, payload } = segment;
    return protocol === "udp" ? [{ microseconds, protocol, from, to, bytes: payload }] : this.#framesIn(segment);
  }

  /** Messages that waited for bytes missing in the capture. */
  end(): readonly SentMessage[] {
    this.#segments.end();
    return [...this.#streams.keys()].flatMap((key) => this.#close(key));
  }

  #framesIn(segment: Segment): readonly SentMessage[] {
    const key = direction(segment);
    const known = this.#streams.get(key);
    const closed: SentMessage[] = [];
    if (known?.stream.isOlderThan(segment)) closed.push(...this.#close(key));
    let followed = this.#streams.get(key);
    if (followed === undefined && this.#streams.size === streamsMax) {
      closed.push(...this.#close(this.#streams.keys().next().value!));
    }
    followed ??= { stream: new TcpStream(this.#skipped, this.#waiting), sample: { ...segment, payload: nothing } };
    this.#streams.delete(key);
    this.#streams.set(key, followed);
    return [...closed, ...sentBy(followed.stream.take(segment), segment)];
  }

  #close(key: string): readonly SentMessage[] {
    const { stream, sample } = this.#streams.get(key)!;
    this.#streams.delete(key);
    return sentBy(stream.end(), sample);
  }
}

const nothing = new Uint8Array(0);

const sentBy = (framed: ReturnType<TcpStream["take"]>, { from, to }: Segment): readonly SentMessage[] =>
  framed.map(({ microseconds, bytes }) => ({ microseconds, protocol: "tcp", from, to, bytes }));
