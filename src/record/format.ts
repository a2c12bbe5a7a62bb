/**
 * A recording of a machine (`--record`): JSON objects, one a line, UTF-8.
 *
 *     {"recording":1,"program":"edge","version":…,"config":…}     first: what was recorded, and how the machine was made
 *     {"event":1,"at":…,"in":…,"drew":…,"actions":2,"wake":…}     what went in, what the machine drew, when it wants to wake
 *     {"action":…}                                                what came out, as many as the event says
 *     {"gap":3}                                                   this many events are missing here
 *     {"end":"stopped"}                                           last, unless the program was killed
 */
export const formatVersion = 1;

export type ProgramName = "edge" | "supernode";

export interface Opening {
  readonly recording: typeof formatVersion;
  readonly program: ProgramName;
  /** Of n2n-natlab, and of Node. */
  readonly version: string;
  readonly node: string;
  /** What carried frames: what `fast` does alone, the machine did not see. */
  readonly datapath: "portable" | "fast" | "tcp";
  /** `heads`: of frames the headers only, of sealed payloads the length. */
  readonly payloads: "heads" | "whole";
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly config: unknown;
}

export interface EventLine {
  /** From 1. */
  readonly event: number;
  readonly at: number;
  readonly in: unknown;
  readonly drew: readonly Drawn[];
  readonly actions: number;
  /** `nextWake()` afterwards; absent = none. */
  readonly wake?: number;
  /** The class of what the machine threw; it is used no more. */
  readonly bug?: string;
}

/** Why a recording has an end. `names`: a new list holds names that cannot be hidden. `broken`: writing failed. */
export type EndReason = "stopped" | "limit" | "bug" | "names" | "broken";

/** What the machine was given when it asked, in the order in which it asked. */
export type Drawn = readonly [kind: DrawnKind, value: DrawnValue];

export type DrawnKind =
  /** Randomness. Bytes are stand-ins. */
  | "number"
  | "bytes"
  /** A hidden header that a key opened; those that open nothing are not written. */
  | "header"
  /** The length of an opened payload, of an opened authenticated one, of a compressed frame; null = it failed. */
  | "payload"
  | "compressed"
  | "authentic"
  /** A frame, out of an opened payload. */
  | "frame"
  /** User/password mode: stand-ins. */
  | "agreed"
  | "token"
  | "answer"
  | "dynamic key"
  | "outer hash";

export type DrawnValue = null | number | string | PackedBytes | DrawnHeader;

export interface DrawnHeader {
  /** Which key: the name it stands for, and the how manieth of that name. */
  readonly by: string;
  readonly stamp: string;
  readonly packet: PackedBytes;
}

/** Bytes without the zeros at their end. */
export interface PackedBytes {
  readonly hex: string;
  readonly size: number;
}
