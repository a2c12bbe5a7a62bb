import { z } from "zod";

/**
 * What a report shows beside verdicts. Absent in runs by versions that did not record it. Times are milliseconds since the
 * case began, of which negative ones were before.
 */

/** Every step of the story but its claims, which have their own list. */
export const seenStep = z.object({
  at: z.number(),
  until: z.number().optional(),
  what: z.string(),
  /** "event": of the network; "cut": a path was closed to test it; "act": all else. */
  kind: z.enum(["act", "event", "cut"]),
});

/** What theory says of the two nodes' NATs. */
export const seenTheory = z.object({
  path: z.enum(["direct", "relayed", "race", "either", "one-way", "none"]),
  because: z.string(),
  clause: z.string(),
});

/** Pings of one direction, in columns: one entry for each ping, or for several in a row. */
export const seenPings = z.object({
  from: z.string(),
  to: z.string(),
  at: z.array(z.number()),
  /** Median round trip of the entry in milliseconds; null = none came back. */
  ms: z.array(z.number().nullable()),
  /** How many of the entry did not come back. */
  lost: z.array(z.number().int()),
  /** A letter for each entry: `d` direct, `r` relayed, `m` neither throughout, `x` none arrived. */
  path: z.string(),
  /** Round trips as the links were first configured, by path. */
  asked: z.object({ direct: z.number(), relayed: z.number().optional() }),
});

/** A claimed transfer: data that came out of the receiver's device, in equal bins. */
export const seenTransfer = z.object({
  from: z.string(),
  to: z.string(),
  /** Mbit/s that were claimed. */
  floor: z.number(),
  start: z.number(),
  bin: z.number(),
  /** Mbit/s of each bin. */
  rates: z.array(z.number()),
});

/** What a router remembered of an inside endpoint: a NAT's mapping, or a firewall's hole. */
export const seenBinding = z.object({
  router: z.string(),
  kind: z.enum(["mapping", "hole"]),
  owner: z.string(),
  inside: z.string(),
  outside: z.string(),
  /** The remote endpoints that it was used with, the first few. */
  towards: z.array(z.string()),
  remotes: z.number().int(),
  created: z.number(),
  /** How many datagrams kept it alive, and when the last one did. */
  refreshed: z.number().int(),
  last: z.number(),
  /** When it ended; absent = it was there at the end. */
  ended: z.number().optional(),
  how: z.enum(["expired", "forgotten"]).optional(),
});

/** A datagram as its last capture has it. */
export const seenPacket = z.object({
  from: z.string(),
  to: z.string(),
  /** Bytes of UDP payload. */
  length: z.number().int(),
  /** The first of them. */
  hex: z.string(),
  /** What they say, if they are an n2n message in clear. */
  fields: z.array(z.tuple([z.string(), z.string()])).optional(),
});

export type SeenStep = z.infer<typeof seenStep>;
export type SeenPings = z.infer<typeof seenPings>;
export type SeenTransfer = z.infer<typeof seenTransfer>;
export type SeenBinding = z.infer<typeof seenBinding>;
export type SeenPacket = z.infer<typeof seenPacket>;
