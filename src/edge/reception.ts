import { type Endpoint, endpointKey, noIpNet } from "../base/address/endpoint.ts";
import type { Instant } from "../base/instant.ts";
import { type Mac, isGroup, nullMac } from "../base/address/mac.ts";
import type { Stamp } from "../seal/stamps/stamp.ts";
import { communityText } from "../wire/community.ts";
import { type Message, type Packet, type PeerInfo, type Register, type RegisterAck, cookies } from "../wire/message.ts";
import { tellOfLoop } from "./bridge/problem.ts";
import { arpSender, senderOf } from "./frames/ethernet.ts";
import type { EdgeEvent } from "./event.ts";
import { Freshness } from "./headers/freshness.ts";
import { introduceOurselves } from "./paths/introduction.ts";
import type { EdgeDrop } from "../status/edge-drops.ts";
import type { Peer } from "./paths/peer.ts";
import type { Acknowledged } from "./registration/registration.ts";
import { mismatchOf, otherKey, peerFacts, transformText } from "./problems.ts";
import { authenticatedTransform } from "./authentic/sealed-payload.ts";
import type { Parts } from "./parts.ts";

type Received = Pick<Extract<EdgeEvent, { kind: "datagram" }>, "bytes" | "from" | "multicast" | "fresh">;

/** Consequences for the whole edge. */
export interface Consequences {
  acknowledged(what: Acknowledged, now: Instant): void;
  newPeer(now: Instant): void;
  /** An unauthenticated frame arrived from a peer that must authenticate. */
  unauthenticated(peer: Mac, now: Instant): void;
  /** A registration may be due. */
  register(now: Instant): void;
  /** By the peer's current path. */
  answer(packet: Packet): void;
}

/** Handles a datagram (fact sheet §10.4, "Receiving"). */
export class Reception {
  readonly #parts: Parts;
  readonly #on: Consequences;
  readonly #freshness: Freshness;

  constructor(parts: Parts, on: Consequences) {
    this.#parts = parts;
    this.#freshness = new Freshness((action) => parts.out.do(action));
    this.#on = on;
  }

  receive({ bytes, from, multicast = false, fresh = false }: Received, now: Instant): void {
    const { out, self, headers, registration } = this.#parts;
    const received = headers.open(bytes, now);
    if (received === "header") return out.drop("header");
    if ("malformed" in received) return out.drop("malformed");
    const { message } = received;
    if (message.community !== self.common.community) return this.#otherCommunity(message, from, multicast);
    const origin = this.#origin(message.fromSupernode, from);
    if (typeof origin === "string") return out.drop(origin);
    // A sender that knows the cookie has read our message, so this is not a replay, and the clock is the supernode's
    // own.
    const isAnswer = message.type === "REGISTER_SUPER_ACK" && registration.awaits(message.cookie, from);
    if (isAnswer) this.#freshness.proves(received, from, now);
    const refused = fresh || isAnswer ? undefined : this.#freshness.refuses(received, from, multicast, now);
    if (refused !== undefined) return this.#stale(refused, received.stamp, from, now);
    if (multicast && message.type !== "REGISTER") return out.drop("unexpected-message");
    if (origin.relayed && showsMembership(message)) registration.heard(from, now);
    switch (message.type) {
      case "PACKET":
        return this.#packet(message, from, now);
      case "REGISTER":
        return message.fromSupernode ? this.#forwarded(message, now) : this.#registered(message, from, multicast, now);
      case "REGISTER_ACK":
        return this.#registerAck(message, from, now);
      case "PEER_INFO":
        return origin.relayed ? this.#peerInfo(message, from, now) : out.drop("not-a-supernode");
      case "REGISTER_SUPER_ACK":
        return this.#on.acknowledged(registration.acknowledged(message, from, now), now);
      case "REGISTER_SUPER_NAK":
        return registration.refused(message, from, now);
      case "RE_REGISTER_SUPER":
        return origin.relayed ? this.#again(now) : out.drop("unexpected-message");
      case "REGISTER_SUPER":
      case "UNREGISTER_SUPER":
      case "QUERY_PEER":
        return out.drop("unexpected-message");
    }
  }

  /** Sent only in user/password mode, and accepted only then (§3.10). */
  #again(now: Instant): void {
    const { config, out, registration } = this.#parts;
    if (config.user === undefined) return out.drop("unexpected-message");
    registration.again(now);
    this.#on.register(now);
  }

  /**
   * Only plain headers reach this, so the names are not secret. Two communities on one network receive each other's
   * announcements.
   */
  #otherCommunity(message: Message, from: Endpoint, multicast: boolean): void {
    const { out, self } = this.#parts;
    out.drop("community");
    const [expected = "", got = ""] = [self.common.community, message.community].map(communityText);
    if (multicast && expected.toLowerCase() !== got.toLowerCase()) return;
    out.problem("other-community", endpointKey(from), { from: endpointKey(from), expected, got });
  }

  /** A wrong clock looks like a dead network. */
  #stale(refused: "replayed" | "clock", stamp: Stamp | undefined, from: Endpoint, now: Instant): void {
    const { out } = this.#parts;
    out.drop(refused);
    if (refused === "replayed" || stamp === undefined) return;
    const seconds = Math.round(now / 1000) - stamp.high;
    out.problem("clock-differs", endpointKey(from), {
      from: endpointKey(from),
      behind: seconds > 0 ? `the sender, by ${seconds} s` : `this machine, by ${-seconds} s`,
    });
  }

  /** Anyone can set the flag, but not the socket: both must agree, or a relayed answer could pass for a direct one. */
  #origin(flag: boolean, from: Endpoint): { readonly relayed: boolean } | EdgeDrop {
    const relayed = this.#parts.supernodes.has(from);
    if (flag && !relayed) return "not-a-supernode";
    return relayed && !flag ? "flag-missing" : { relayed };
  }

  #packet(packet: Packet, from: Endpoint, now: Instant): void {
    const { out, self, registration, frameCodec } = this.#parts;
    if (!registration.everRegistered) return out.drop("not-registered");
    if (packet.source === self.mac || !isStation(packet.source)) return out.drop("source");
    const broadcast = isGroup(packet.destination);
    if (!broadcast && packet.destination !== self.mac && !this.#parts.config.routing) return out.drop("not-for-us");
    // Opened first: unlike in the reference, only holders of the key can make us send REGISTERs.
    const opened = frameCodec.open(packet, now);
    if (opened.answer !== undefined) this.#on.answer(opened.answer);
    if ("dropped" in opened) {
      const ordinary = packet.transform !== authenticatedTransform;
      if (opened.dropped === "unauthenticated" && ordinary) this.#on.unauthenticated(packet.source, now);
      this.#unreadable(packet, opened.dropped);
      return out.drop(opened.dropped);
    }
    if ("held" in opened || ("hello" in opened && opened.hello === "unproven")) return;
    out.solved(packet.source, "other-cipher", "no-key-here", "no-key-there", "other-key", "no-decompression");
    out.traffic.received(packet, now);
    const peer = this.#peer(packet.source, now);
    if (peer !== undefined) this.#met(peer, packet, from, !broadcast, now);
    if ("frame" in opened) {
      if (peer !== undefined) this.#named(peer, opened.frame);
      return this.#deliver(packet.source, opened.frame, now);
    }
    for (const early of opened.released ?? []) this.#openEarly(early, now);
  }

  /** A frame in another cipher or under another key: only the operators of both ends can fix that. */
  #unreadable({ source, transform, compression }: Packet, dropped: EdgeDrop): void {
    const { out, peers, config } = this.#parts;
    const peer = peerFacts(source, peers.get(source)?.description);
    const own = config.transform.id;
    if (dropped === "transform") {
      const facts = { ...peer, expected: transformText(own), got: transformText(transform) };
      out.problem(mismatchOf(own, transform), source, facts);
    } else if (dropped === "unsealed" && transform === own) {
      out.problem("other-key", source, otherKey({ mac: source, description: peers.get(source)?.description }, own));
    } else if (dropped === "compression") out.problem("no-decompression", source, { ...peer, compression });
  }

  /** It is too old to say anything about the path. */
  #openEarly(packet: Packet, now: Instant): void {
    const { out, frameCodec } = this.#parts;
    const opened = frameCodec.open(packet, now);
    if ("frame" in opened) return this.#deliver(packet.source, opened.frame, now);
    out.drop("dropped" in opened ? opened.dropped : "unauthenticated");
  }

  #deliver(peer: Mac, frame: Uint8Array, now: Instant): void {
    const { out, frameCodec, bridge } = this.#parts;
    const looped = bridge?.in(peer, senderOf(frame), now);
    tellOfLoop(this.#parts);
    if (looped !== undefined) return out.drop(looped);
    const refused = frameCodec.refusesIn(frame);
    if (refused !== undefined) return out.drop(refused);
    out.do({ kind: "deliver", frame });
  }

  /** Relayed peers send no REGISTER, but ask for others by ARP. */
  #named(peer: Peer, frame: Uint8Array): void {
    if (peer.address !== undefined && peer.address.address !== noIpNet.address) return;
    const own = this.#parts.self.address;
    const address = arpSender(frame, peer.mac);
    if (own !== undefined && address !== undefined) peer.named({ address, prefix: own.prefix });
  }

  #met(peer: Peer, packet: Packet, from: Endpoint, unicast: boolean, now: Instant): void {
    const { punching, registration, config } = this.#parts;
    if (unicast) peer.used(now);
    this.#forward(peer);
    if (packet.fromSupernode && unicast) registration.relayed(now);
    if (!config.peerToPeer) return unicast ? introduceOurselves(peer, this.#parts, now) : undefined;
    if (!packet.fromSupernode) return punching.heard(peer, from, cookies.direct, now);
    const frames = unicast ? "ours" : "everybody's";
    if (packet.socket !== undefined) punching.mentioned(peer, packet.socket, frames, now);
    if (unicast) punching.wanted(peer, now);
    else punching.overheard(peer, now);
  }

  /** From the first frame on, so that a datapath can ask it for its address alone. */
  #forward(peer: Peer): void {
    if (peer.forwarded || peer.direct !== undefined) return;
    this.#parts.out.do({ kind: "forward", peer: peer.mac, to: "relay" });
    peer.relayedByDatapath();
  }

  #registered(register: Register, from: Endpoint, multicast: boolean, now: Instant): void {
    const { out, self, punching, config } = this.#parts;
    if (!config.peerToPeer) return out.drop("relay-only");
    if (register.source === self.mac || !isStation(register.source)) return out.drop("source");
    if (register.destination !== (multicast ? nullMac : self.mac)) return out.drop("not-for-us");
    out.send(from, self.registerAck(register.source, register.cookie));
    const peer = this.#peer(register.source, now, register);
    // Received on the local network: our own REGISTER carries its rank, so that both sides prefer this path.
    if (peer !== undefined) punching.registered(peer, from, multicast ? cookies.multicast : cookies.direct, now);
  }

  #forwarded(register: Register, now: Instant): void {
    const { out, self, punching, config } = this.#parts;
    if (register.source === self.mac || !isStation(register.source)) return out.drop("source");
    if (register.destination !== self.mac) return out.drop("not-for-us");
    // An edge that only relays does not answer, but remembers the peer.
    const peer = this.#peer(register.source, now, register);
    if (!config.peerToPeer) return out.drop("relay-only");
    if (peer === undefined) return;
    punching.invited(peer, register.socket, now);
  }

  #registerAck(ack: RegisterAck, from: Endpoint, now: Instant): void {
    const { out, self, peers, punching, config, pathMtu } = this.#parts;
    if (ack.destination !== self.mac) return out.drop("not-for-us");
    // Supernodes never relay it (§3.2): one with that flag is forged.
    if (!config.peerToPeer || ack.fromSupernode) return out.drop("register-ack-unexpected");
    if (pathMtu?.acknowledged(ack.source, from, ack.cookie) === true) return;
    const peer = peers.get(ack.source) ?? this.#announcedTo(ack, now);
    if (peer === undefined || !punching.acknowledged(peer, from, ack.cookie, now)) {
      return out.drop("register-ack-unexpected");
    }
    peer.seen(now);
  }

  /** Unknown peers may answer only our announcement on the local network. */
  #announcedTo(ack: RegisterAck, now: Instant): Peer | undefined {
    const { punching } = this.#parts;
    const asked = ack.cookie === cookies.multicast && punching.probing.announcedRecently(now);
    return asked && ack.source !== this.#parts.self.mac && isStation(ack.source)
      ? this.#peer(ack.source, now)
      : undefined;
  }

  #peerInfo(info: PeerInfo, from: Endpoint, now: Instant): void {
    const { out, self, peers, punching, registration, config, pathMtu } = this.#parts;
    if (pathMtu?.peerInfo(info.peer, from) === true) return;
    if (info.peer === nullMac) return registration.answered(info, from, now);
    const peer = peers.get(info.peer);
    if (peer === undefined || info.source !== self.mac || !config.peerToPeer) return out.drop("peer-info-unexpected");
    if (info.preferredSocket !== undefined) {
      punching.learned(peer, { socket: info.preferredSocket, cookie: cookies.preferredSocket }, now);
    }
    punching.learned(peer, { socket: info.socket, cookie: cookies.direct }, now);
  }

  #peer(mac: Mac, now: Instant, register?: Register): Peer | undefined {
    const { peers, out } = this.#parts;
    let peer = peers.get(mac);
    if (peer === undefined) {
      peer = peers.add(mac, now);
      if (peer === undefined) {
        out.drop("peers-full");
        return undefined;
      }
      this.#on.newPeer(now);
    }
    peer.seen(now);
    if (register !== undefined) this.#described(peer, register);
    return peer;
  }

  #described(peer: Peer, { address, description }: Register): void {
    const before = peer.address?.address;
    peer.describes(address, description);
    if (address.address === before || address.address === noIpNet.address) return;
    this.#parts.out.do({ kind: "claimed", peer: peer.mac, address: address.address });
  }
}

/** A supernode acknowledges and answers pings of any edge; everything else is for members only. */
function showsMembership(message: Message): boolean {
  if (message.type === "PEER_INFO") return message.peer !== nullMac;
  return message.type !== "REGISTER_SUPER_ACK";
}

/** Can this be a station's own address? */
function isStation(mac: Mac): boolean {
  return mac !== nullMac && !isGroup(mac);
}
