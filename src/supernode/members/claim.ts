import { sameBytes } from "../../base/bytes.ts";
import { sameEndpoint } from "../../base/address/endpoint.ts";
import { since } from "../../base/instant.ts";
import type { Auth } from "../../wire/message.ts";
import { hostOf } from "../../base/address/host.ts";
import type { Member } from "./member.ts";
import type { Origin } from "./origin.ts";
import type { Arrival } from "../headers/arrival.ts";
import type { State } from "../state.ts";
import { spec, tuned } from "../timing.ts";
import { sameUser } from "../access/users.ts";

/** Whether a claimant of its MAC address, TAP address or socket may take the entry of `holder`. */
export function mayReplace(state: State, holder: Member, claimant: Auth, arrival: Arrival): boolean {
  return grounds.some((ground) => ground(state, holder, claimant, arrival));
}

type Ground = (state: State, holder: Member, claimant: Auth, arrival: Arrival) => boolean;

/** One is enough. */
const grounds: readonly Ground[] = [
  /** `-M` (§11.2). */
  ({ config }) => !config.spoofingProtection,

  (_, holder, claimant) => isSameEdge(holder.auth, claimant),

  ({ communities }, holder, _, { now }) => communities.isStale(holder, now),

  /** It said that it leaves, and nothing since. */
  (_, holder, __, { from }) =>
    holder.leaving !== undefined && hostOf(holder.path.from.address) === hostOf(from.address),

  /**
   * An edge that crashed and came back has a new token, and another port behind a NAT or where the system chooses it. It
   * must not wait up to two minutes for its old entry to run out: it is enough that the claimant is on the
   * holder's host, and the holder dead as far as we can tell. A living one cannot be robbed, since it is heard in less
   * than that time. To be on the very socket of the holder proves no more: a source address is easily forged.
   */
  (_, holder, __, { from, now }) =>
    hostOf(holder.path.from.address) === hostOf(from.address) &&
    since(holder.lastHeard, now) > Math.max(tuned.silentIsDead, tuned.gapsAreDead * holder.gap),
];

/**
 * Whether a registration for an entry's MAC address from its own socket may change the entry. Where it may not, the edge
 * is acknowledged all the same: it may have crashed and come back, and whatever was forged, datagrams for the entry go to
 * the socket they went to before. Its token becomes the entry's when the old one was not used for a whole lifetime.
 */
export function speaksFor(state: State, holder: Member, claimant: Auth, { now }: Arrival): boolean {
  const isBare = holder.auth.token.length === 0 && claimant.token.length === 0;
  return (
    isBare ||
    isSameEdge(holder.auth, claimant) ||
    !state.config.spoofingProtection ||
    since(holder.provenAt, now) > state.config.limits.edgeLifetime
  );
}

/** A user's token counts where its signature was checked: in registrations. */
export function isSameEdge(a: Auth, b: Auth): boolean {
  return sameIdentity(a, b) || sameUser(a, b);
}

/** An empty token proves nothing. */
export function sameIdentity(a: Auth, b: Auth): boolean {
  return a.scheme === spec.simpleId && b.scheme === spec.simpleId && a.token.length > 0 && sameBytes(a.token, b.token);
}

/**
 * Whether an edge that asks to leave is who it says: `proven` by its token or its connection. `claimed`: it is on the
 * right socket and has no token, or a user's, which other users know and which carries no proof here (§9.3).
 */
export function leaves(edge: Member, auth: Auth, arrival: Arrival): "proven" | "claimed" | "no" {
  if (sameIdentity(edge.auth, auth)) return "proven";
  const mayBe = (edge.auth.token.length === 0 || sameUser(edge.auth, auth)) && isFrom(edge, arrival);
  return !mayBe ? "no" : arrival.via === undefined ? "claimed" : "proven";
}

/**
 * Whether the datagram came from the socket on which the edge registered. To which address of ours is its choice. A UDP
 * datagram from the address of a TCP connection is not from that connection.
 */
export function isFrom({ path }: Pick<Member, "path">, { from, via }: Origin): boolean {
  return path.via === via && sameEndpoint(path.from, from);
}
