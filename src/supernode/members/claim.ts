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

/** One of these is enough. */
const grounds: readonly Ground[] = [
  /** `-M` (§11.2). */
  ({ config }) => !config.spoofingProtection,

  (_, holder, claimant) => isSameEdge(holder.auth, claimant),

  ({ communities }, holder, _, { now }) => communities.isStale(holder, now),

  /** It has unregistered, and has been silent since. */
  (_, holder, __, { from }) =>
    holder.leaving !== undefined && hostOf(holder.path.from.address) === hostOf(from.address),

  /**
   * An edge that crashed and restarted has a new token, and another port behind a NAT or if the system chooses it. It
   * must not wait up to two minutes for its old entry to expire: it is enough that the claimant is on the holder's
   * host and the holder seems dead. A live one cannot lose its entry, because it is heard in less than that time.
   * Being on the holder's very socket proves no more, because a source address is easily forged.
   */
  (_, holder, __, { from, now }) =>
    hostOf(holder.path.from.address) === hostOf(from.address) &&
    since(holder.lastHeard, now) > Math.max(tuned.silentIsDead, tuned.gapsAreDead * holder.gap),
];

/**
 * Whether a registration for an entry's MAC address from its own socket may change the entry. If not, it is still
 * acknowledged: the edge may have crashed and restarted, and even if it was forged, datagrams for the entry go to the
 * same socket as before. Its token becomes the entry's once the old one has not been used for a whole lifetime.
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

/** A user's token counts only where its signature was checked: in registrations. */
export function isSameEdge(a: Auth, b: Auth): boolean {
  return sameIdentity(a, b) || sameUser(a, b);
}

/** An empty token proves nothing. */
export function sameIdentity(a: Auth, b: Auth): boolean {
  return a.scheme === spec.simpleId && b.scheme === spec.simpleId && a.token.length > 0 && sameBytes(a.token, b.token);
}

/**
 * Whether an edge that unregisters is the one it claims to be: `proven` by its token or its connection. `claimed`: it
 * is on the right socket but has no token, or a user's, which other users know and which proves nothing here (§9.3).
 */
export function leaves(edge: Member, auth: Auth, arrival: Arrival): "proven" | "claimed" | "no" {
  if (sameIdentity(edge.auth, auth)) return "proven";
  const mayBe = (edge.auth.token.length === 0 || sameUser(edge.auth, auth)) && isFrom(edge, arrival);
  return !mayBe ? "no" : arrival.via === undefined ? "claimed" : "proven";
}

/**
 * Whether the datagram came from the socket from which the edge registered. It may be addressed to any of our
 * addresses. A UDP datagram from the address of a TCP connection is not from that connection.
 */
export function isFrom({ path }: Pick<Member, "path">, { from, via }: Origin): boolean {
  return path.via === via && sameEndpoint(path.from, from);
}
