import type { Endpoint, IpNet } from "../base/address/endpoint.ts";
import type { Mac } from "../base/address/mac.ts";

/** A community name as it stands in the 20-byte field: 1 to 19 bytes, read as Latin-1 so that any bytes survive. */
export type CommunityName = string & { readonly brand: "community" };

/** Any other text of a field, in the same way: one character a byte. `fieldText` makes it, `shownText` reads it. */
export type FieldText = string & { readonly brand: "field text" };

/** What every message carries (fact sheet §2). `ttl` counts supernode hops, not IP hops. */
export interface Common {
  readonly ttl: number;
  readonly fromSupernode: boolean;
  readonly community: CommunityName;
}

/** Scheme 0 none (0 bytes), 1 simple id (16), 2 user/password (48). A token never exceeds 48 bytes. */
export interface Auth {
  readonly scheme: number;
  readonly token: Uint8Array;
}

/** Edge to edge, directly, through a supernode, or to the multicast group with a zero destination (§3.1). */
export interface Register extends Common {
  readonly type: "REGISTER";
  /** Ranks the path it was sent on; see `cookies`. */
  readonly cookie: number;
  readonly source: Mac;
  readonly destination: Mac;
  /** Set by the forwarding supernode: the registering edge's public socket. */
  readonly socket?: Endpoint;
  readonly address: IpNet;
  readonly description: FieldText;
}

export interface RegisterAck extends Common {
  readonly type: "REGISTER_ACK";
  readonly cookie: number;
  /** The edge that registered. On the wire it stands before `source`, the reverse of REGISTER (§3.2). */
  readonly destination: Mac;
  /** The acknowledging edge. */
  readonly source: Mac;
  readonly socket?: Endpoint;
}

export interface RegisterSuper extends Common {
  readonly type: "REGISTER_SUPER";
  readonly cookie: number;
  /** Zero = "only asking for an address". */
  readonly edge: Mac;
  /** From an edge: its preferred local socket. Forwarded by a supernode: the edge's public socket. */
  readonly socket?: Endpoint;
  readonly address: IpNet;
  readonly description: FieldText;
  readonly auth: Auth;
  /** UNIX seconds; 0 from edges. */
  readonly keyTime: number;
}

export interface UnregisterSuper extends Common {
  readonly type: "UNREGISTER_SUPER";
  readonly auth: Auth;
  readonly source: Mac;
}

export interface RegisterSuperAck extends Common {
  readonly type: "REGISTER_SUPER_ACK";
  readonly cookie: number;
  readonly supernode: Mac;
  /** The assigned TAP address; 0.0.0.0/0 unless one was asked for. */
  readonly address: IpNet;
  readonly lifetime: number;
  /** The requester's public socket; always present whatever the SOCKET flag says (§3.6). */
  readonly socket: Endpoint;
  readonly auth: Auth;
  readonly supernodes: readonly { readonly socket: Endpoint; readonly mac: Mac }[];
  readonly keyTime: number;
}

export interface RegisterSuperNak extends Common {
  readonly type: "REGISTER_SUPER_NAK";
  readonly cookie: number;
  readonly refused: Mac;
  readonly auth: Auth;
}

export interface PeerInfo extends Common {
  readonly type: "PEER_INFO";
  readonly aflags: number;
  /** Ping answer: the supernode. Query answer: the asking edge. */
  readonly source: Mac;
  /** Zero in a ping answer, else the peer asked for. */
  readonly peer: Mac;
  /** Ping answer: the asker's observed socket. Query answer: the peer's public socket. */
  readonly socket: Endpoint;
  readonly preferredSocket?: Endpoint;
  readonly load: number;
  readonly uptime: number;
  readonly version: FieldText;
}

export interface QueryPeer extends Common {
  readonly type: "QUERY_PEER";
  readonly source: Mac;
  /** Zero = a ping of the supernode. */
  readonly target: Mac;
  readonly aflags: number;
}

export interface ReRegisterSuper extends Common {
  readonly type: "RE_REGISTER_SUPER";
}

export interface Packet extends Common {
  readonly type: "PACKET";
  /** The sending edge's TAP address, not the Ethernet source (§3.5). */
  readonly source: Mac;
  readonly destination: Mac;
  /** Added by the first supernode: the observed source socket. */
  readonly socket?: Endpoint;
  /** 1 none, 2 LZO1X, 3 zstd. */
  readonly compression: number;
  /** 1 null, 2 Twofish, 3 AES, 4 ChaCha20, 5 SPECK. */
  readonly transform: number;
  /** transform(compress(Ethernet frame)). A view into the datagram when decoded. */
  readonly payload: Uint8Array;
}

export type Message =
  | Register
  | RegisterAck
  | RegisterSuper
  | UnregisterSuper
  | RegisterSuperAck
  | RegisterSuperNak
  | PeerInfo
  | QueryPeer
  | ReRegisterSuper
  | Packet;

/** A datagram that is not a message: dropped and counted, never an exception. `at` = offset of the error. */
export interface Malformed {
  readonly malformed:
    "short" | "version" | "type" | "community" | "flags" | "token" | "supernodes" | "family" | "prefix";
  readonly at: number;
}

/** Cookies of REGISTER are constants that rank the path (§3.1). */
export const cookies = {
  none: 0,
  forwarded: 0x0000_1000,
  /** And the numbers above it: ours, to ask whether a datagram of that size arrives. Peers only copy it. */
  pathMtu: 0x0000_2000,
  portGuess: 0x0000_4000,
  direct: 0x0001_0000,
  multicast: 0x0040_0000,
  preferredSocket: 0x0100_0000,
} as const;
