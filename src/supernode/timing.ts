import { milliseconds, seconds } from "../base/instant.ts";

/** n2n v3 (fact sheet); changing one breaks interoperation. */
export const spec = {
  /** TTL of messages that a supernode originates (§2). */
  ttl: 2,
  /** Seconds in an ACK; edges ignore it (§3.6). */
  lifetime: 15,
  simpleId: 1,
  userPassword: 2,
  /** §11.4, §11.6 */
  supernodeAskAfter: seconds(20),
  supernodeActiveFor: seconds(90),
  supernodeListedFor: seconds(60),
  locatedFor: seconds(180),
  /** Peers have buffers of 2048 bytes, and a relayed PACKET grows by its socket (§14.2). */
  datagramMax: 2040,
} as const;

/** Tunable. */
export const tuned = {
  /** Expired entries already count as gone when their addresses are claimed; the sweep only frees memory. */
  sweepEvery: seconds(5),
  /**
   * An edge of the reference with the default interval registers every 20 to 30 s when idle (§10.2). One that has
   * been silent for longer, relayed traffic included, is treated as dead if a claimant comes from its host.
   */
  silentIsDead: seconds(35),
  /** The same for one that registers less often: a multiple of its own interval. */
  gapsAreDead: 1.5,
  /**
   * Two machines that take one entry from each other: one that has lost it this often in this time is refused while
   * the other is heard.
   */
  twinLosses: 2,
  twinSpan: seconds(180),
  movesRemembered: 8,
  /** Edges on one socket; above that a newcomer replaces another one, but never the first. */
  edgesPerSocket: 32,
  /** Between an edge's first two REGISTER_SUPERs lie at most 3 s per try (§10.1). */
  offerFor: seconds(15),
  offersPerCommunity: 256,
  leasesPerCommunity: 4096,
  /** Communities for which addresses are kept, and identities with a known MAC address. */
  communitiesWithLeases: 4096,
  leasesMost: 65_536,
  sweepLeasesEvery: seconds(60),
  /** Tries next to the proposed address, in the order of the reference (§11.5): all of a /24, the default. */
  neighbourTries: 256,
  /** After that, anywhere in a larger network. */
  randomTries: 256,
  /** Quotas of one source address, far above the needs of a large site behind one NAT. */
  edgesPerHost: 1024,
  communitiesPerHost: 256,
  /** Sockets with a remembered header key, at most twice this. */
  headerKeysRemembered: 32_768,
  /** Hosts that were understood; at most twice this number. */
  knownHosts: 32_768,
  supernodesMax: 128,
  /**
   * How often silent supernodes are greeted. The reference does it every 10 s, which delays two that start together.
   */
  greetEvery: seconds(3),
  locationsPerCommunity: 8192,
  /** Stamps more than 16 s from our clock, in either direction, are refused anyway. */
  lastStampsFor: seconds(33),
  lastStampsPerCommunity: 1024,
  /**
   * Adopting a key time from the far future would keep all later ones out (§9.5). Members' clocks differ by 16 s at
   * most.
   */
  keyTimeAhead: 60,
  /** Hosts with a remembered rate, at most twice this. */
  hostsMax: 32_768,
  /** Hosts without a datagram for one or two of these periods are forgotten. */
  hostSpan: milliseconds(60_000),
} as const;

/** Rate limits of one host: a token bucket per lane, tokens per second and at most `burst` saved. */
export const lanes = {
  /** Every datagram, before it is even decoded. */
  datagram: { perSecond: 60_000, burst: 60_000 },
  /** Datagrams we send on its behalf: a broadcast to n edges costs n. */
  copies: { perSecond: 60_000, burst: 60_000 },
  /** Registrations and queries. */
  control: { perSecond: 500, burst: 2000 },
  /**
   * Answers longer than their question. A PEER_INFO pong (74 bytes) to a QUERY_PEER ping (38) is longer by protocol,
   * and the question may carry a victim's address: this limits what a victim gets to about 1.5 kB/s.
   */
  longAnswers: { perSecond: 20, burst: 60 },
  /** Answers to queries of registered edges, which send one per peer and registration interval (§10.4). */
  introductions: { perSecond: 100, burst: 1000 },
  /**
   * Broadcast copies to one host. An attacker who forges source addresses can register many edges on a victim's host
   * and have one broadcast multiplied to it; nothing in the protocol proves that an edge receives our messages.
   */
  echoes: { perSecond: 2000, burst: 4000 },
  /** Keys tried on datagrams of unknown sockets. One try is one cipher block. */
  keys: { perSecond: 20_000, burst: 40_000 },
  /** The same for all hosts together, because source addresses may be forged: a tenth of a processor. */
  allKeys: { perSecond: 100_000, burst: 200_000 },
  /**
   * The same for hosts that were understood before, so that garbage from forged addresses does not keep them out.
   */
  knownKeys: { perSecond: 100_000, burst: 200_000 },
  /** Steps of expressions for names that are not cached, for all hosts together: a tenth of a processor. */
  names: { perSecond: 2_000_000, burst: 4_000_000 },
} as const;
