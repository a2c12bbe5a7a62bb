import { sameBytes } from "../base/bytes.ts";
import { sameEndpoint } from "../base/endpoint.ts";
import { since } from "../base/instant.ts";
import type { Auth } from "../wire/message.ts";
import { hostOf } from "./host.ts";
import type { Edge, Origin } from "./members.ts";
import { samePath } from "./members.ts";
import type { Occasion, State } from "./state.ts";
import { spec, tuned } from "./timing.ts";
import { sameUser } from "./users.ts";

/** Whether the entry of `holder` may go to whoever claims its MAC address, its TAP address or its socket. */
export function mayReplace(state: State, holder: Edge, claimant: Auth, occasion: Occasion): boolean {
  return grounds.some((ground) => ground(state, holder, claimant, occasion));
}

type Ground = (state: State, holder: Edge, claimant: Auth, occasion: Occasion) => boolean;

/** One is enough. */
const grounds: readonly Ground[] = [
  /** `-M` (§11.2). */
  ({ config }) => !config.spoofingProtection,

  (_, holder, claimant) => sameIdentity(holder.auth, claimant) || sameUser(holder.auth, claimant),

  ({ communities }, holder, _, { now }) => communities.isStale(holder, now),

  /**
   * An edge that crashed and came back on its fixed port has a new token. It must not wait for its old entry to run out
   * (the complaint of §14.3). This is safe even if the source address is forged: whatever the entry becomes, its
   * datagrams go on to the very socket they went to before, and the forger sees none of them. One socket is one edge,
   * so this holds for a new MAC address on it as well.
   */
  (_, holder, __, occasion) => samePath(holder.path, occasion),

  /**
   * The same after a crash when the port is another one: behind a NAT, or with a port chosen by the system. Then the
   * datagrams would go elsewhere, so it takes more: the claimant is on the holder's host, and the holder is dead as far
   * as we can tell. A living one cannot be robbed, since it registers in less than that time.
   */
  (_, holder, __, { from, now }) =>
    hostOf(holder.path.from.address) === hostOf(from.address) && since(holder.lastHeard, now) > tuned.silentIsDead,
];

/** An empty token is everybody's, so it proves nothing. */
export function sameIdentity(a: Auth, b: Auth): boolean {
  return a.scheme === spec.simpleId && b.scheme === spec.simpleId && a.token.length > 0 && sameBytes(a.token, b.token);
}

/** Whether `auth` speaks for a registered edge. */
export function isItself(edge: Edge, auth: Auth, occasion: Occasion): boolean {
  if (sameIdentity(edge.auth, auth)) return true;
  return (edge.auth.token.length === 0 || sameUser(edge.auth, auth)) && isFrom(edge, occasion);
}

/**
 * Whether the datagram came from the socket on which the edge registered. To which address of ours is its choice. A UDP
 * datagram from the address of a TCP connection is not from that connection.
 */
export function isFrom({ path }: Pick<Edge, "path">, { from, via }: Origin): boolean {
  return path.via === via && sameEndpoint(path.from, from);
}
