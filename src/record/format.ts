/**
 * A recording of a machine (`--record`): JSON objects, one per line, UTF-8.
 *
 *     {"recording":1,"program":"edge","version":…,"config":…}     first: the program, and the machine's configuration
 *     {"event":1,"at":…,"in":…,"drew":…,"actions":2,"wake":…}     the event, the values drawn, when the machine wants to wake
 *     {"action":…}                                                the actions, as many as the event says
 *     {"gap":3}                                                   this many events are missing here
 *     {"end":"stopped"}                                           last, unless the program was killed
 */
export const formatVersion = 1;

export type ProgramName = "edge" | "supernode";

export interface Opening {
  readonly recording: typeof formatVersion;
  readonly program: ProgramName;
  /** Versions of n2n-natlab and of Node. */
  readonly version: string;
  readonly node: string;
  /** The datapath: the machine did not see what `fast` does without it. */
  readonly datapath: "portable" | "fast" | "tcp";
  /** `heads`: only the headers of frames, and the length of sealed payloads. */
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
  /** The class of the machine's exception, after which it was not used any more. */
  readonly bug?: string;
}

/** Why a recording ended. `names`: a new list contains names that cannot be hidden. `broken`: writing failed. */
export type EndReason = "stopped" | "limit" | "bug" | "names" | "broken";

/** The values that the machine drew, in order. */
export type Drawn = readonly [kind: DrawnKind, value: DrawnValue];

export type DrawnKind =
  /** Randomness. Bytes are stand-ins. */
  | "number"
  | "bytes"
  /** A hidden header that a key opened; failures are not written. */
  | "header"
  /** The length of an opened payload, of an opened authenticated one, of a compressed frame; null = failed. */
  | "payload"
  | "compressed"
  | "authentic"
  /** A frame from an opened payload. */
  | "frame"
  /** User/password mode: stand-ins. */
  | "agreed"
  | "token"
  | "answer"
  | "dynamic key"
  | "outer hash";

export type DrawnValue = null | number | string | PackedBytes | DrawnHeader;

export interface DrawnHeader {
  /** A key: the name it belongs to, and its number among the keys of that name. */
  readonly by: string;
  readonly stamp: string;
  readonly packet: PackedBytes;
}

/** Bytes without trailing zeros. */
export interface PackedBytes {
  readonly hex: string;
  readonly size: number;
}
