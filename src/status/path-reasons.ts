import type { PathReason } from "./edge-status.ts";

/** Words for the reasons of paths. `tries` = REGISTERs that brought no path. */
export const pathReasons: Readonly<Record<PathReason, (tries: string) => string>> = {
  punched: () => "hole punched",
  nearer: () => "a nearer way was found",
  moved: () => "the peer moved",
  new: () => "not tried yet",
  idle: () => "no direct path is needed: no recent traffic",
  "relay-only": () => "this edge only relays: -S1 or -S2",
  "no-socket": () => "punching: the supernode has not said where the peer is",
  punching: (tries) => `punching: no answer to ${tries} yet`,
  "no-answer": (tries) => `the direct path went silent; no answer to ${tries} since`,
  roamed: (tries) => `this machine changed networks; no answer to ${tries} since`,
};

/** The number of tries in words. */
export const registersText = (count: number): string => `${count} ${count === 1 ? "REGISTER" : "REGISTERs"}`;
