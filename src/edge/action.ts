import type { Endpoint, IpNet } from "../base/address/endpoint.ts";
import type { Mac } from "../base/address/mac.ts";
import type { Note } from "../base/note.ts";
import type { StampWindow } from "../seal/stamps/window.ts";
import type { OwnSession, PeerSession } from "../seal/session.ts";

export type EdgeAction =
  /** `ttl`: the IP TTL of this one datagram; absent = the system's. */
  | { readonly kind: "send"; readonly to: Endpoint; readonly bytes: Uint8Array; readonly ttl?: number }
  /** Send to the local discovery group, 224.0.0.68:1968. */
  | { readonly kind: "announce"; readonly bytes: Uint8Array }
  /** Write a frame to the TAP. Never before `configure`. */
  | { readonly kind: "deliver"; readonly frame: Uint8Array }
  /** The TAP address is known: open the TAP, or change its address. */
  | { readonly kind: "configure"; readonly mac: Mac; readonly address: IpNet }
  | { readonly kind: "resolve"; readonly host: string }
  /** The peer's frames now travel by this path; `socket` is set when direct. For logs, status and the fast datapath. */
  | { readonly kind: "path"; readonly peer: Mac; readonly path: "direct" | "relayed"; readonly socket?: Endpoint }
  /**
   * For a datapath that carries PACKETs without the machine: the peer's go through the supernode, or the peer is
   * forgotten.
   */
  | { readonly kind: "forward"; readonly peer: Mac; readonly to: "relay" | "nobody" }
  /** Where relayed PACKETs go from now on; absent = nowhere. */
  | { readonly kind: "relay"; readonly socket?: Endpoint }
  /**
   * Frames to group addresses may take that path as well. Not while the supernode is silent: peers get them from us
   * then.
   */
  | { readonly kind: "groups"; readonly mayBeRelayed: boolean }
  /** The address that the peer says it has, in a REGISTER: anybody could have said so. */
  | { readonly kind: "claimed"; readonly peer: Mac; readonly address: string }
  /** How such a datapath seals for authentic peers from now on (decision record 0002). */
  | { readonly kind: "session"; readonly session: OwnSession }
  /** How the peer's frames are sealed, in both directions; no session = by the ordinary transform. */
  | { readonly kind: "authentic"; readonly peer: Mac; readonly session?: PeerSession }
  /**
   * For a datapath that opens hidden headers: the stamps accepted from a peer, by its MAC, or a supernode, by its
   * socket.
   */
  | { readonly kind: "stamps"; readonly sender: string; readonly window?: StampWindow }
  /**
   * Over TCP: the connection to this supernode is dead, even if the kernel still retries; the next message opens
   * another.
   */
  | { readonly kind: "reconnect"; readonly to: Endpoint }
  /** Routers may fragment what is sent from now on, or no longer. Only if the configuration has `pathMtu`. */
  | { readonly kind: "fragments"; readonly allowed: boolean }
  | { readonly kind: "note"; readonly note: Note }
  | { readonly kind: "stopped" };
