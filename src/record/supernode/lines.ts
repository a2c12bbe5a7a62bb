import { hex } from "../../base/bytes.ts";
import type { CommunityList } from "../../supernode/access/community-list.ts";
import type { SupernodeAction } from "../../supernode/action.ts";
import type { SupernodeConfig } from "../../supernode/config.ts";
import type { SupernodeEvent } from "../../supernode/event.ts";
import type { Lines } from "../line-writer.ts";
import { veiledNote } from "../said.ts";
import type { Veil } from "../veil.ts";

export const supernodeLines: Lines<SupernodeEvent, SupernodeAction> = {
  event(event, writer) {
    const { veil } = writer.around;
    switch (event.kind) {
      case "datagram":
        return { ...event, bytes: writer.datagram(event.bytes) };
      case "reload":
        return { kind: event.kind, ...(event.communities && { communities: listLine(event.communities, veil) }) };
      case "relayed":
        return {
          ...event,
          edges: event.edges.map((edge) => ({ ...edge, community: veil.name(edge.community) })),
        };
      // Leases are not kept while a recording is made.
      case "reservations":
      case "lease time":
        return { kind: event.kind };
      case "start":
      case "closed":
      case "members":
      case "tick":
      case "stop":
        return event;
    }
  },

  action(action, writer) {
    const { veil } = writer.around;
    switch (action.kind) {
      case "send": {
        const { bytes, ...where } = action;
        return { ...where, message: writer.said(bytes) };
      }
      case "entered":
        return { kind: action.kind, member: { ...action.member, community: veil.name(action.member.community) } };
      case "left":
        return { ...action, community: veil.name(action.community) };
      case "note":
        return { kind: action.kind, note: veiledNote(action.note, veil) };
      case "close":
      case "plain only":
      case "stopped":
        return action;
    }
  },
};

export function supernodeConfigLine(config: SupernodeConfig, veil: Veil): object {
  const { communities, federation, ...plain } = config;
  return {
    ...plain,
    ...(communities && { communities: listLine(communities, veil) }),
    ...(federation && { federation: { ...federation, name: veil.name(federation.name) } }),
  };
}

/** User names are only for display; the protocol does not carry them. */
function listLine({ fixed, patterns }: CommunityList, veil: Veil): object {
  return {
    fixed: Array.from(fixed.values(), ({ name, subnet, users }) => ({
      name: veil.name(name),
      ...(subnet && { subnet }),
      users: users.map(({ publicKey }) => hex(veil.bytes(publicKey))),
    })),
    patterns: patterns.map(({ text }) => text),
  };
}
