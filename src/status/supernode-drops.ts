/** Why a supernode drops a datagram, each reason with the sentence that a user reads. */
export const supernodeDrops = {
  malformed: "not a message, or its header is encrypted for a community that this supernode does not have",
  oversize: "longer than peers can receive",
  rate: "its host sends too much",
  misdirected: "of a type that edges never send to a supernode",
  "forged supernode": "claims to come from a supernode, but no known supernode has this socket",
  unencrypted: "its community has encrypted headers",
  encrypted: "its community has plain headers",
  "other key": "sealed with a key that is not for messages of its type",
  "wrong hash": "not signed by the user it names",
  replay: "its time stamp is too old, too new, or used before",
  unlisted: "a community that the list does not allow",
  ttl: "its hop count is used up",
  "own mac": "claims the supernode's own MAC address",
  "group mac": "claims a multicast address as its own",
  stranger: "its MAC address is not registered in its community",
  "other socket": "its MAC address is registered, but from another socket",
  "unknown target": "no member of its community has that address",
  "group target": "only PACKETs may go to all members",
  "wrong token": "tries to unregister another edge's entry",
  full: "no room for another edge or community",
} as const;

export type SupernodeDrop = keyof typeof supernodeDrops;
