import { ipnet, mac, sock } from "./fields/addresses.ts";
import { auth, noAuth } from "./fields/auth.ts";
import { noted, rest, u16, u32, u8, when, zeroWhenCut } from "./fields/field.ts";
import { layout, type Layout } from "./layout.ts";
import type * as m from "./message.ts";
import { flag, spec } from "./spec.ts";
import { supernodes } from "./fields/supernodes.ts";
import { community, text } from "./fields/text.ts";

/** A message without the common header. */
export type Body<M extends m.Common> = Omit<M, keyof m.Common | "type">;

/** The common header (§2). */
export const header = layout<{ version: number; ttl: number; word: number; community: m.CommunityName }>({
  version: noted("3", u8),
  ttl: noted("2 from senders; counts supernode hops", u8),
  word: noted("bits 0–4 type, 0x20 FROM_SUPERNODE, 0x40 SOCKET", u16),
  community: noted("1 to 19 bytes", community),
});

const description = noted("at most 15 bytes", text(spec.descriptionBytes));

/** §3.1 */
const register = layout<Body<m.Register>>({
  cookie: noted("ranks the path", u32),
  source: noted("the registering edge", mac),
  destination: noted("zero in multicast", mac),
  socket: when(flag.socket, noted("set by a supernode: public socket of the source", sock)),
  address: noted("TAP address of the source", ipnet),
  description,
});

/** §3.2 */
const registerAck = layout<Body<m.RegisterAck>>({
  cookie: noted("copied from REGISTER", u32),
  destination: noted("the edge that registered; before the source, unlike REGISTER", mac),
  source: noted("the acknowledging edge", mac),
  socket: when(flag.socket, noted("never sent", sock)),
});

/**
 * §3.3. The reference accepts one that ends after the description and assumes scheme 0 (recorded conversation with a
 * supernode, "cut right after dev_desc"). No other truncation is accepted from peers.
 */
const registerSuper = layout<Body<m.RegisterSuper>>({
  cookie: noted("random", u32),
  edge: noted("zero = only asking for an address", mac),
  socket: when(flag.socket, noted("from an edge: its preferred local socket; forwarded: its public socket", sock)),
  address: noted("TAP address; 0.0.0.0/0 when asking", ipnet),
  description,
  auth: zeroWhenCut(noAuth, auth),
  keyTime: zeroWhenCut(0, noted("0 from edges", u32)),
});

/** §3.4 */
const unregisterSuper = layout<Body<m.UnregisterSuper>>({ auth, source: mac });

/** §3.5 */
const packet = layout<Body<m.Packet>>({
  source: noted("TAP MAC of the sending edge", mac),
  destination: noted("Ethernet destination of the frame", mac),
  socket: when(flag.socket, noted("added by the first supernode: observed source", sock)),
  compression: noted("1 none, 2 LZO1X, 3 zstd", u8),
  transform: noted("1 null, 2 Twofish, 3 AES, 4 ChaCha20, 5 SPECK", u8),
  payload: noted("transform(compress(frame))", rest),
});

/** §3.6. The socket is present whatever the flag says, and the flag is set. */
const registerSuperAck = layout<Body<m.RegisterSuperAck>>(
  {
    cookie: noted("copied from REGISTER_SUPER", u32),
    supernode: noted("MAC of the answering supernode", mac),
    address: noted("assigned; 0.0.0.0/0 unless asked for", ipnet),
    lifetime: noted("15, ignored", u16),
    socket: noted("public socket of the asker, always present", sock),
    auth,
    supernodes: noted("num_sn, then per entry: family, 0, port little endian, address in 16 bytes, MAC", supernodes),
    keyTime: noted("0 unless federation", u32),
  },
  flag.socket,
);

/** §3.7. Carries the SOCKET flag without a socket in every recorded one. */
const registerSuperNak = layout<Body<m.RegisterSuperNak>>({ cookie: u32, refused: mac, auth }, flag.socket);

/** §3.8 */
const peerInfo = layout<Body<m.PeerInfo>>({
  aflags: noted("0", u16),
  source: noted("ping answer: the supernode; query answer: the asking edge", mac),
  peer: noted("zero in a ping answer", mac),
  socket: noted("ping answer: of the asker; query answer: of the peer; always present", sock),
  preferredSocket: when(flag.socket, noted("preferred local socket of the peer", sock)),
  load: noted("ping answers only", u32),
  uptime: noted("seconds; ping answers only", u32),
  version: noted("ping answers only", text(spec.versionTextBytes)),
});

/** §3.9 */
const queryPeer = layout<Body<m.QueryPeer>>({
  source: noted("zero during bootstrap", mac),
  target: noted("zero = ping", mac),
  aflags: noted("0", u16),
});

/** §3.10 */
const reRegisterSuper = layout<Body<m.ReRegisterSuper>>({});

type Declared = {
  readonly [T in m.Message["type"]]: { readonly number: number; readonly layout: Layout<Body<OfType<T>>> };
};

type OfType<T> = Extract<m.Message, { type: T }>;

/** Every message, with its type number (§2). 2 DEREGISTER and 9 FEDERATION exist in name only. */
export const messages: Declared = {
  REGISTER: { number: 1, layout: register },
  PACKET: { number: 3, layout: packet },
  REGISTER_ACK: { number: 4, layout: registerAck },
  REGISTER_SUPER: { number: 5, layout: registerSuper },
  UNREGISTER_SUPER: { number: 6, layout: unregisterSuper },
  REGISTER_SUPER_ACK: { number: 7, layout: registerSuperAck },
  REGISTER_SUPER_NAK: { number: 8, layout: registerSuperNak },
  PEER_INFO: { number: 10, layout: peerInfo },
  QUERY_PEER: { number: 11, layout: queryPeer },
  RE_REGISTER_SUPER: { number: 12, layout: reRegisterSuper },
};
