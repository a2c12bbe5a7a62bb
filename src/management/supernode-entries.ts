import type { IpNet } from "../base/address/endpoint.ts";
import { instant } from "../base/instant.ts";
import { nullMac } from "../base/address/mac.ts";
import type { CommunityStatus, FederatedStatus, MemberStatus, RunningSupernode } from "../status/supernode-status.ts";

/** A community as n2n lists it; the federation is one as well, and its edges are supernodes. */
export interface CommunityEntry {
  /** The federation's name is secret, so it is shown as "-/-". */
  readonly name: string;
  /** Fixed by a list, matched by an expression, created on demand, or the supernodes' own. */
  readonly kind: "fixed" | "purgeable" | "federation";
  readonly subnet?: IpNet;
  readonly edges: readonly EdgeEntry[];
}

export type EdgeEntry = Pick<MemberStatus, "mac" | "address" | "description" | "socket" | "transport" | "lastSeen">;

export const communityEntries = ({ federation, communities }: RunningSupernode): readonly CommunityEntry[] => [
  { name: "-/-", kind: "federation", edges: federation.supernodes.map(supernodeEntry) },
  ...communities.map(communityEntry),
];

function communityEntry({ name, purgeable, subnet, edges }: CommunityStatus): CommunityEntry {
  return { name, kind: purgeable ? "purgeable" : "fixed", ...(subnet && { subnet }), edges };
}

function supernodeEntry({ socket, mac, lastSeen }: FederatedStatus): EdgeEntry {
  return {
    mac: mac ?? nullMac,
    address: { address: "0.0.0.0", prefix: 0 },
    description: "",
    socket,
    transport: "udp",
    lastSeen: lastSeen ?? instant(0),
  };
}

/** The counters that the reference has. */
export function countsOf({ counters, unread = 0 }: RunningSupernode) {
  const { unicast, introduced, copies, registered, refused, dropped } = counters;
  return {
    /** PACKETs and REGISTERs relayed to one edge, and copies of PACKETs to a whole community. */
    forwarded: unicast + introduced,
    broadcast: copies,
    registrations: registered + refused,
    refused,
    /** Datagrams dropped. */
    errors: Object.values(dropped).reduce((sum, count) => sum + count, unread),
  };
}
