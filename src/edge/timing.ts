import { milliseconds, seconds } from "../base/instant.ts";

/** n2n v3 (fact sheet, section in brackets); changing one breaks interoperation. */
export const spec = {
  /** Supernode hops (§2). */
  ttl: 2,
  /** Unanswered REGISTER_SUPERs before the next supernode is tried (§10.2). */
  registerAttempts: 3,
  /** TCP retransmits on its own. */
  registerAttemptsTcp: 1,
  /** Simple id (§3.3). */
  authScheme: 1,
  tokenBytes: 16,
  communityBytes: 20,
  /** User/password mode (§9). */
  userScheme: 2,
  challengeBytes: 16,
  dynamicKeyBytes: 16,
  outerHashBytes: 16,
  federation: "Federation",
  /** A reference peer stops sending direct this long after the last direct packet it received (§10.4). */
  directValidity: seconds(10),
  /** Ports tried from the announced one upwards (`-L`, §10.4). */
  guessedPorts: 16,
  /** Authenticated sealing (decision record 0002). */
  sessionBytes: 8,
  uncompressed: 1,
  /** The largest frame that peers have buffers for (§17). */
  frameMax: 2048,
} as const;

/** Ours to choose. */
export const tuned = {
  peersMax: 4096,
  learnedSupernodesMax: 16,
  addressesPerName: 4,
  candidatesMax: 4,
  probesMax: 8,

  /** First wait for an answer to REGISTER_SUPER; doubles with each fruitless round up to the reference's 4 s. */
  registerRetry: seconds(1),
  registerRetryMax: seconds(4),
  /** A supernode's request to register again is obeyed at most this often, */
  reregisterGap: seconds(1),
  /** and the key before the new one opens for this long. */
  keyGrace: seconds(10),
  /** Senders whose stamps are remembered: as many as peers, and supernodes. */
  stampSenders: 4160,
  /** Unanswered REGISTER_SUPERs tolerated from a supernode that keeps relaying the frames of others. */
  talkingAttempts: 5,
  /** A supernode that refuses is alive: it is asked again at the reference's pace. */
  refusedRetry: seconds(4),
  /** So often, before another supernode is asked, if there is one. */
  refusals: 3,
  /** A refusal within this time after an acknowledgement is unusual: the entry was ours. */
  holdsEntry: seconds(90),
  /** Silence of the supernode, while data is relayed, that makes us register again; doubles while nothing is said. */
  quietRegister: milliseconds(1500),
  /** Silence of an idle TCP connection: it may be dead, and TCP is slow to notice. */
  quietConnection: seconds(10),
  /** How long after relayed data the supernode's silence is of interest. */
  relayInterest: seconds(30),
  /** How often supernodes that may be better than the present one are pinged, and how many. */
  sweepEvery: seconds(30),
  /** When the present one is asked for its version: as soon as by the reference. */
  firstLook: seconds(6),
  pingsMax: 15,
  /** At the start: how long the first answer to a ping is waited for, and then a better one. */
  firstAnswer: seconds(1),
  betterAnswer: milliseconds(200),
  /** A supernode must be this much nearer to be worth moving to. */
  nearerBy: milliseconds(10),
  nearerShare: 0.7,
  resolveRetry: seconds(3),
  resolveRetryMax: seconds(30),
  resolveEvery: seconds(300),

  /** Pauses between the rounds of a punch: quick, since both NATs must open within one another's patience. */
  punchWaits: [200, 300, 500, 1000, 2000, 4000].map(milliseconds),
  /** Afterwards: two rounds close together, so that the second passes the filter that the first one's echo opened. */
  punchSlow: seconds(12),
  punchDouble: milliseconds(300),
  /** Up to this many simultaneous punches keep this pace; more are slowed down in proportion. */
  punchesAtOnce: 8,
  /** Of more, the first round asks the peer only, not the supernode as well; the next comes after this. */
  punchCrowded: seconds(1),
  punchesPerSecond: 4,
  /** Peers that are only overheard: the most at once, and in a second. */
  overheardBurst: 8,
  overheardPerSecond: 1,
  /** Rounds for a peer that was only overheard, e.g. by its broadcasts. */
  punchUnused: 3,
  /** An overheard peer is tried again after this. */
  punchAgain: seconds(20),
  /**
   * An edge that only relays sends a peer its name when frames have travelled for this long, and this often while it
   * gets none back.
   */
  introduceAfter: seconds(1),
  introduceAgain: seconds(10),
  introductions: 2,
  /** At most one query a peer in this time. */
  queryGap: seconds(1),
  /** At most one REGISTER to the same socket in this time, whatever triggered it. */
  probeGap: milliseconds(150),
  /** An acknowledgement counts for this long after the REGISTER that it answers. */
  probeWindow: seconds(5),
  /** REGISTERs to sockets that have not answered yet, over all peers: what a stranger can make us send. */
  probeBurst: 128,
  probesPerSecond: 64,
  /** On the local network: of all who are known there together, one announces itself in this time. */
  announceGap: seconds(5),
  /** Hellos of authenticated sealing: the first gap, and the longest while there is no answer. */
  helloGap: milliseconds(200),
  helloGapMax: seconds(3600),
  /** The peer may not know of a new session yet: its ordinary frames are accepted for this long. */
  settling: seconds(2),
  /** The most frames buffered for a session that is not yet verified, for as long. */
  earlyFrames: 64,
  /** Who is sent frames and has not been heard for this long is asked again, */
  freshFor: seconds(60),
  /**
   * and after this much silence nothing is sealed for it: later than its peers cease to expect that (`forgetAfter`), by
   * more than two edges can differ in when they heard each other.
   */
  sealFor: seconds(270),
  /** Sealed frames are accepted for longer than peers send them. */
  keepFor: seconds(420),
  /** How long a handshake may take before a warning says that a peer's frames are refused, */
  refusalPatience: seconds(2),
  /** and the pause between two such notes, for all peers together. */
  refusalNoteGap: seconds(1),
  /** Then another key: far below what AES-GCM bears under one. */
  sessionPackets: 2 ** 36,

  /** A direct path in use is proven this often: before the peer's 10 s and before any NAT forgets, */
  keepAlive: seconds(4),
  /**
   * but all of them together no faster than one in this time: what a peer costs does not grow with how many there are.
   */
  proofGap: seconds(1),
  /** Frames went out and nothing came back for this long: prove the path now. */
  suspicion: seconds(1),
  suspectRetry: milliseconds(250),
  /** Such proofs over all paths. */
  suspectBurst: 16,
  suspectsPerSecond: 8,
  suspectProbes: 4,
  /**
   * After this many unanswered probes of a silent path our NAT, or the peer's, may have lost the mapping: time to register
   * and to punch again. When the peer itself uses another path, they end this one.
   */
  doubtProbes: 2,
  /** Unused paths end at multiples of this. */
  lapseGrain: seconds(2),
  /** Grace for the present path to answer before an equal rival replaces it. */
  challengerGrace: milliseconds(500),
  /** A relayed frame from a direct peer makes us remind it, at most this often. */
  remindGap: seconds(1),
  /** A peer without unicast frames for this long is idle: no keep-alives, no punching. */
  idleAfter: seconds(90),
  forgetAfter: seconds(180),
  purgeEvery: seconds(30),
  /** What is not urgent waits so long for something that is: waking costs more than what is done then. */
  slack: seconds(20),
  /** A tick this much late means that we were held up, and missing answers are waiting for us. */
  lateTick: milliseconds(200),
  /** After such a tick answers are waited for longer, for so long. */
  busyFor: seconds(10),
  /** Without a timely tick, silence is not judged for at most this long. */
  excuseFor: seconds(20),
  /**
   * Ticks come no closer than this: thousands of peers share them. With many, 1 ms more for each, up to `tickGapMost`.
   */
  tickGap: milliseconds(10),
  tickGapMost: milliseconds(50),
} as const;
