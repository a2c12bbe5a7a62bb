import type { Cause } from "../base/problems.ts";

/** Why edges cannot communicate, as named by the log and `supernode status`. */
export const supernodeCauses = {
  unlisted: { advice: "add the name to the community list and reload it, or give the edge a listed one (-c)" },
  "headers-plain": { advice: "start this edge with -H, as the others of its community" },
  "headers-encrypted": { advice: "start all edges of the community with -H, or none" },
  // Anyone can send three bytes to a port.
  unreadable: {
    advice: "if it is an edge with -H, add its community to the list; otherwise it does not speak n2n v3",
    from: 3,
  },
  "clock-differs": { advice: "set both clocks, by NTP for instance: with -H they may differ by 16 s" },
  refused: { advice: "give the edge another address (-a) or MAC address (-m), or end the one that holds it" },
  "two-machines": { advice: "give one of them another MAC address (-m): clones of one image may share it" },
  "no-address": {
    advice: "give the supernode a larger range of addresses (-a), or the edge an address (-a)",
  },
  "reservation-outside": {
    advice:
      "reserve an address in the network of the community, which supernode status shows, or give it another network",
  },
  "user-refused": { advice: "compare the edge's -I and -J with the community list" },
} as const satisfies Record<string, Cause>;

export type SupernodeCause = keyof typeof supernodeCauses;
