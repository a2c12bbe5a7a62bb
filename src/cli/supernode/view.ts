import { printable } from "../../base/byte-text.ts";
import type { Endpoint } from "../../base/address/endpoint.ts";
import { type Instant, instant } from "../../base/instant.ts";
import { type Mac, nullMac } from "../../base/address/mac.ts";
import type { CommunityView, SupernodeView } from "../../management/supernode-view.ts";
import type { CommunityStatus, SupernodeStatus } from "../../supernode/status.ts";
import type { CommunityName, FieldText } from "../../wire/message.ts";
import { shownText } from "../../wire/fields/text.ts";

/** What a running supernode knows beside its machine. */
export interface SupernodeFacts {
  readonly version: string;
  readonly mac: Mac;
  readonly startedAt: Instant;
  readonly socket: Endpoint | undefined;
  /** Datagrams that the kernel dropped before anybody read them; absent = not known. */
  readonly unread?: number | undefined;
}

/** A machine's status as the management port tells it. */
export function supernodeView(status: SupernodeStatus, facts: SupernodeFacts): SupernodeView {
  const { counters, federation, lastForwarded, lastRegistered } = status;
  return {
    version: facts.version,
    mac: facts.mac,
    ...(facts.socket && { socket: facts.socket }),
    startedAt: facts.startedAt,
    ...(lastForwarded !== undefined && { lastForward: lastForwarded }),
    ...(lastRegistered !== undefined && { lastRegistration: lastRegistered }),
    communities: [
      {
        name: shown(federation.name),
        kind: "federation",
        edges: federation.supernodes.map(({ socket, mac, lastSeen }) => ({
          mac: mac ?? nullMac,
          address: { address: "0.0.0.0", prefix: 0 },
          description: "",
          socket,
          transport: "UDP",
          lastSeen: lastSeen ?? instant(0),
        })),
      },
      ...status.communities.map(communityView),
    ],
    problems: status.problems,
    counters: {
      forwarded: counters.unicast + counters.introduced,
      broadcast: counters.copies,
      registrations: counters.registered + counters.refused,
      refused: counters.refused,
      errors: Object.values(counters.dropped).reduce((sum, count) => sum + count, facts.unread ?? 0),
      ...(facts.unread !== undefined && { unread: facts.unread }),
    },
  };
}

/** Edges choose these texts. */
const shown = (field: FieldText | CommunityName): string => printable(shownText(field));

function communityView({ name, purgeable, subnet, edges }: CommunityStatus): CommunityView {
  return {
    name: shown(name),
    kind: purgeable ? "purgeable" : "fixed",
    ...(subnet && { subnet }),
    edges: edges.map(({ mac, address, description, socket, lastSeen, transport }) => {
      return {
        mac,
        address,
        description: shown(description),
        socket,
        lastSeen,
        transport: transport === "tcp" ? "TCP" : "UDP",
      };
    }),
  };
}
