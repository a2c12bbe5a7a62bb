import { printable } from "../../base/byte-text.ts";
import type { Endpoint } from "../../base/address/endpoint.ts";
import type { Instant } from "../../base/instant.ts";
import type { EdgeStatus, PeerStatus, SupernodeStatus } from "../../edge/status.ts";
import type { EdgeView, PeerView, SupernodeEntry } from "../../management/edge-view.ts";
import type { CommunityName, FieldText } from "../../wire/message.ts";
import { shownText } from "../../wire/fields/text.ts";

/** What a running edge knows beside its machine. */
export interface EdgeFacts {
  readonly version: string;
  readonly community: CommunityName;
  /** Then the community's name is a key. */
  readonly isHeaderEncrypted: boolean;
  readonly startedAt: Instant;
  readonly socket: Endpoint | undefined;
}

/** A machine's status as the management port tells it. */
export function edgeView(status: EdgeStatus, facts: EdgeFacts): EdgeView {
  const { traffic, supernodes } = status;
  const lastSupernode = supernodes.find(({ lastSeen }) => lastSeen !== undefined)?.lastSeen;
  return {
    version: facts.version,
    ...(!facts.isHeaderEncrypted && { community: shown(facts.community) }),
    mac: status.mac,
    ...(status.address && { address: status.address }),
    ...(facts.socket && { socket: facts.socket }),
    ...(status.publicSocket && { publicSocket: status.publicSocket }),
    registration: status.registration,
    startedAt: facts.startedAt,
    ...(lastSupernode !== undefined && { lastSupernode }),
    ...(traffic.lastDirect !== undefined && { lastDirect: traffic.lastDirect }),
    peers: status.peers.map(peerView),
    problems: status.problems,
    supernodes: supernodes.map(supernodeEntry),
    packets: {
      sealed: {
        sent: traffic.direct.sent + traffic.relayed.sent,
        received: traffic.direct.received + traffic.relayed.received,
      },
      direct: traffic.direct,
      relayed: traffic.relayed,
      relayedBroadcast: traffic.relayedBroadcast,
    },
  };
}

function supernodeEntry({ version, ...entry }: SupernodeStatus): SupernodeEntry {
  return { ...entry, ...(version !== undefined && { version: shown(version) }) };
}

/** Peers and supernodes choose these texts. */
const shown = (field: FieldText | CommunityName): string => printable(shownText(field));

/** The same, without what is not known. */
function peerView(peer: PeerStatus): PeerView {
  const { socket, hint, address, description, lastDirect, lastQuery, roundTrip, ...always } = peer;
  return {
    ...always,
    ...(socket && { socket }),
    ...(hint && { hint }),
    ...(address && { address }),
    ...(description !== undefined && { description: shown(description) }),
    ...(lastDirect !== undefined && { lastDirect }),
    ...(lastQuery !== undefined && { lastQuery }),
    ...(roundTrip !== undefined && { roundTrip }),
  };
}
