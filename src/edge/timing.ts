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

/** Tunable. */
export const tuned = {
  peersMax: 4096,
  /** Hosts of bridged networks: all together, and behind one peer or this edge. */
  bridgeHosts: 8192,
  bridgeHostsPerSide: 1024,
  /** IEEE 802.1D-2004 table 7-5. */
  bridgeAgeing: seconds(300),
  /** Frames to hosts that nobody has shown go to all edges, this often. */
  bridgeFloodsPerSecond: 8,
  bridgeFloodBurst: 64,
  /** Hosts that seem to change sides this often within this time are in a loop; then bridging pauses. */
  bridgeLoopMoves: 16,
  bridgeLoopSpan: seconds(2),
  bridgeLoopPause: seconds(30),
  learnedSupernodesMax: 16,
  addressesPerName: 4,
  candidatesMax: 4,
  probesMax: 8,

  /** First wait for an answer to REGISTER_SUPER; doubles with each unanswered round up to the reference's 4 s. */
  registerRetry: seconds(1),
  registerRetryMax: seconds(4),
  /** A supernode's request to register again is obeyed at most this often, */
  reregisterGap: seconds(1),
  /** and the key before the new one opens for this long. */
  keyGrace: seconds(10),
  /** Senders whose stamps are remembered: as many as peers and supernodes. */
  stampSenders: 4160,
  /** Unanswered REGISTER_SUPERs tolerated from a supernode that keeps relaying others' frames. */
  talkingAttempts: 5,
  /** Of such a supernode: the longest pause between frames before the latest attempt. */
  talkingPause: milliseconds(1500),
  /** A supernode that refuses is alive: it is asked again at the reference's pace. */
  refusedRetry: seconds(4),
  /** Refusals before another supernode is asked, if there is one. */
  refusals: 3,
  /** A refusal within this time after an acknowledgement is unusual, because the entry was ours. */
  holdsEntry: seconds(90),
  /**
   * Silence of the supernode, while data is relayed, after which we register again; doubles while the silence lasts.
   */
  quietRegister: milliseconds(1500),
  /** Silence of an idle TCP connection: it may be dead, and TCP is slow to notice. */
  quietConnection: seconds(10),
  /** How long after relayed data the supernode's silence matters. */
  relayInterest: seconds(30),
  /** How often supernodes that may be better than the current one are pinged, and how many. */
  sweepEvery: seconds(30),
  /** When the current one is asked for its version: as early as in the reference. */
  firstLook: seconds(6),
  pingsMax: 15,
  /** At the start: how long to wait for the first answer to a ping, and then for a better one. */
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
  /**
   * Later: two rounds close together, so that the second passes the filter that the peer's answer to the first one
   * opened.
   */
  punchSlow: seconds(12),
  punchDouble: milliseconds(300),
  /** Up to this many simultaneous punches run at this pace; more are slowed down in proportion. */
  punchesAtOnce: 8,
  /** With more, the first round asks only the peer, not the supernode; the next follows after this. */
  punchCrowded: seconds(1),
  punchesPerSecond: 4,
  /** Peers known only from broadcasts: the most at once, and per second. */
  overheardBurst: 32,
  overheardPerSecond: 1,
  /** Rounds for a peer known only from broadcasts. */
  punchUnused: 3,
  /** Such a peer is tried again after this. */
  punchAgain: seconds(20),
  /**
   * An edge that only relays sends a peer its name once frames have travelled for this long, and this often if it
   * gets none back.
   */
  introduceAfter: seconds(1),
  introduceAgain: seconds(10),
  introductions: 2,
  /** At most one query per peer in this time. */
  queryGap: seconds(1),
  /** At most one REGISTER to the same socket in this time, whatever triggered it. */
  probeGap: milliseconds(150),
  /** An acknowledgement counts for this long after the REGISTER that it answers. */
  probeWindow: seconds(5),
  /** REGISTERs to sockets that have not answered yet, over all peers: limits what a stranger can make us send. */
  probeBurst: 128,
  probesPerSecond: 64,
  /** On the local network: one of all the edges known there announces itself in this time. */
  announceGap: seconds(5),
  /** Hellos of authenticated sealing: the first gap, and the longest gap while there is no answer. */
  helloGap: milliseconds(200),
  helloGapMax: seconds(3600),
  /** Ordinary frames are accepted for this long after a session begins, because the peer may not know of it yet. */
  settling: seconds(2),
  /** The most frames buffered for a session that is not yet live, for the same time. */
  earlyFrames: 64,
  /** A peer that gets frames and has been silent for this long gets a hello, */
  freshFor: seconds(60),
  /**
   * and after this much silence frames are no longer sealed for it: later than peers stop expecting it (`forgetAfter`), by
   * more than two edges can differ in when they last heard each other.
   */
  sealFor: seconds(270),
  /** Sealed frames are accepted for longer than peers send them. */
  keepFor: seconds(420),
  /** How long a handshake may take before a warning says that a peer's frames are refused, */
  refusalPatience: seconds(2),
  /** and the pause between two such warnings, for all peers together. */
  refusalNoteGap: seconds(1),
  /** Packets per key: far below the limit of AES-GCM. */
  sessionPackets: 2 ** 36,

  /** A direct path in use is verified this often: before the peer's 10 s and before any NAT expires it, */
  keepAlive: seconds(4),
  /**
   * but all paths together no faster than one in this time: the cost of a peer must not grow with the number of peers.
   */
  proofGap: seconds(1),
  /** Frames went out and nothing came back for this long: verify the path now. */
  suspicion: seconds(1),
  suspectRetry: milliseconds(250),
  /** Such checks over all paths. */
  suspectBurst: 16,
  suspectsPerSecond: 8,
  suspectProbes: 4,
  /**
   * After this many unanswered probes of a silent path our NAT, or the peer's, may have lost the mapping: register
   * and punch again. If the peer itself uses another path, they end this one.
   */
  doubtProbes: 2,
  /** Path MTU: pause between tries, */
  mtuRetry: milliseconds(250),
  /** tries before a place is left undecided, */
  mtuTries: 12,
  /** small datagrams that arrive while no full one does: with a loss of one in five, chance has it once in a thousand. */
  mtuProof: 4,
  /** Then how long each step of the search for the largest size waits for its answer. */
  mtuStep: milliseconds(500),
  /** Places asked at the same time, and black holes that are remembered. */
  mtuTrials: 16,
  mtuBlackHoles: 64,
  /** Used paths are asked again this often, since they change without notice; */
  mtuCheck: seconds(60),
  /** and full datagrams are tried again in one piece (RFC 4821 §7.3, RFC 8899 §5.1.1). */
  mtuRaise: seconds(600),
  /** Cookies in use; more than REGISTERs that can be unanswered. */
  mtuSerials: 4096,
  /** Unused paths expire at multiples of this. */
  lapseGrain: seconds(2),
  /** Grace for the current path to answer before an equal one replaces it. */
  challengerGrace: milliseconds(500),
  /** A direct peer that relays frames to us is reminded at most this often. */
  remindGap: seconds(1),
  /** A peer without unicast frames for this long is idle: no keep-alives, no punching. */
  idleAfter: seconds(90),
  forgetAfter: seconds(180),
  purgeEvery: seconds(30),
  /** Work that is not urgent waits this long for work that is, because a wake-up costs more than the work. */
  slack: seconds(20),
  /** A tick this late means that we were held up, and that answers may be waiting unread. */
  lateTick: milliseconds(200),
  /** For this long after such a tick, we wait longer for answers. */
  busyFor: seconds(10),
  /** Without a timely tick, silence is not judged for at most this long. */
  excuseFor: seconds(20),
  /**
   * Least time between ticks, which thousands of peers share. With many, 1 ms more for each, up to `tickGapMost`.
   */
  tickGap: milliseconds(10),
  tickGapMost: milliseconds(50),
} as const;
