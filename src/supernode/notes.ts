import { endpointKey } from "../base/address/endpoint.ts";
import type { Note } from "../base/note.ts";
import { communityText } from "../wire/community.ts";
import type { CommunityName } from "../wire/message.ts";
import type { SupernodeAction } from "./action.ts";
import type { Member } from "./members/member.ts";
import type { SupernodeNote } from "../status/supernode-notes.ts";

type Facts = NonNullable<Note["with"]>;

export function note(level: Note["level"], what: SupernodeNote, facts: Facts = {}): SupernodeAction {
  return { kind: "note", note: { level, what, with: facts } };
}

export function communityNote(
  level: Note["level"],
  what: SupernodeNote,
  name: CommunityName,
  facts: Facts,
): SupernodeAction {
  return note(level, what, { community: communityText(name), ...facts });
}

export function edgeNote(what: SupernodeNote, { community, mac, path }: Member, facts: Facts = {}): SupernodeAction {
  return communityNote("info", what, community, { mac, socket: endpointKey(path.from), ...facts });
}
