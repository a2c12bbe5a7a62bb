/** Messages that the reference sends and we do not, or the reverse, by the beginning of the step's note. */
export const edgeDifferences: readonly {
  readonly step: string;
  readonly theirs?: readonly string[];
  readonly ours?: readonly string[];
  readonly because: string;
}[] = [
  {
    step: "start: nothing answers yet",
    theirs: ["sn REGISTER_SUPER", "sn REGISTER_SUPER", "sn QUERY_PEER", "mc REGISTER 400000", "mc REGISTER 400000"],
    because: "its retries come after 4 s, ours after 1 s; a single supernode need not be pinged",
  },
  {
    step: "broadcast PACKET before the first registration",
    theirs: ["sn REGISTER_SUPER", "mc REGISTER 400000"],
    because: "a retry that was due",
  },
  {
    step: "broadcast PACKET from b via supernode",
    theirs: ["sn REGISTER 1000", "mc REGISTER 400000"],
    because: "it sends the same REGISTER twice within a millisecond; our announcements are a second apart",
  },
  {
    step: "REGISTER from c, direct",
    theirs: ["mc REGISTER 400000"],
    because: "we announced ourselves less than a second ago, when we registered again after the supernode's silence",
  },
  {
    step: "PEER_INFO about c with a preferred socket",
    theirs: ["c REGISTER 10000"],
    because: "that is the path we have, and it answers",
  },
  {
    step: "REGISTER about c arriving from the supernode",
    ours: ["c REGISTER 10000"],
    because: "a direct peer that still registers through the supernode does not know of the path: it is reminded",
  },
  {
    step: "transform id that is not the own one",
    theirs: ["b REGISTER 10000", "mc REGISTER 400000"],
    because: "only holders of the key can make us send REGISTERs",
  },
  {
    step: "multicast-MAC frame",
    theirs: ["b REGISTER 10000", "mc REGISTER 400000"],
    because: "the frame came by the path we have; a known peer needs no announcement",
  },
  {
    step: "REGISTER from b arriving from another socket",
    theirs: ["mc REGISTER 400000"],
    because: "a known peer needs no announcement",
  },
  {
    step: "broadcast PACKET (ARP request) via supernode",
    theirs: ["sn QUERY_PEER"],
    because: "an edge that only relays need not know where the peer is",
  },
  {
    step: "direct PACKET from b is still accepted",
    theirs: ["sn QUERY_PEER"],
    because: "an edge that only relays need not know where the peer is",
  },
  {
    step: "broadcast PACKET via supernode: 16 REGISTERs",
    theirs: ["sn REGISTER 1000", "mc REGISTER 400000"],
    ours: Array<string>(15).fill("? REGISTER 4000"),
    because: "the recording listened at the first port only; the rest is as without -L",
  },
];
