import type { SupernodeAction } from "./action.ts";
import type { Communities } from "./access/communities.ts";
import type { Member } from "./members/member.ts";

/** Closes the TCP connections on which no edge is left after `gone` (fact sheet §11.3). */
export function closeUnused(communities: Communities, gone: readonly Member[]): readonly SupernodeAction[] {
  const connections = new Set(gone.flatMap(({ path: { via } }) => (via === undefined ? [] : [via])));
  return [...connections]
    .filter((via) => communities.connectedBy(via).length === 0)
    .map((via) => ({ kind: "close", via }));
}
