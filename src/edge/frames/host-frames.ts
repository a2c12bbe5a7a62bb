import type { Instant } from "../../base/instant.ts";
import { broadcastMac, type Mac, isGroup, isMulticast } from "../../base/address/mac.ts";
import type { Packet } from "../../wire/message.ts";
import type { Parts } from "../parts.ts";
import { introduceOurselves } from "../paths/introduction.ts";
import { destinationOf, senderOf } from "./ethernet.ts";
import { tellOfLoop } from "../bridge/problem.ts";
import type { Sending } from "./sending.ts";

/** Frames from the host: each goes directly, through the supernode, or nowhere. */
export class HostFrames {
  readonly #parts: Parts;
  readonly #sending: Sending;

  constructor(parts: Parts, sending: Sending) {
    this.#parts = parts;
    this.#sending = sending;
  }

  take(frame: Uint8Array, now: Instant): void {
    const { out, registration, frameCodec } = this.#parts;
    if (!registration.everRegistered) return out.drop("not-registered");
    const refused = frameCodec.refusesOut(frame);
    if (refused !== undefined) return out.drop(refused);
    const destination = this.#destination(frame, now);
    if (destination === undefined) return;
    const packet = frameCodec.seal(frame, destination);
    if (packet === undefined) {
      out.drop("unauthenticated");
      this.refused(destination, now);
    } else if (isGroup(packet.destination)) this.#toEverybody(packet, now);
    else this.#toPeer(packet, now);
    this.greet(destination, now);
  }

  /** The edge, or all, that the frame is sent to. Undefined = dropped. */
  #destination(frame: Uint8Array, now: Instant): Mac | undefined {
    const { out, bridge, peers } = this.#parts;
    const named = destinationOf(frame);
    if (bridge === undefined) return named;
    const way = bridge.out(senderOf(frame), named, now);
    tellOfLoop(this.#parts);
    if (way === "bridge-loop" || way === "bridge-unknown") return void out.drop(way);
    if (way !== "everybody") return way.to;
    // An edge that has sent nothing yet, but is known from its REGISTER.
    if (!isGroup(named) && peers.get(named) !== undefined) return named;
    return isMulticast(named) ? named : broadcastMac;
  }

  /** Asks whether this peer supports authenticated sealing. */
  greet(mac: Mac, now: Instant): void {
    const { authenticity } = this.#parts.frameCodec;
    if (authenticity === undefined || isGroup(mac)) return;
    const hello = authenticity.greet(mac, now);
    if (hello !== undefined) this.#sending.to(mac, hello);
  }

  /** A frame to or from the peer was dropped because it must authenticate and does not. */
  refused(peer: Mac, now: Instant): void {
    const { out, frameCodec } = this.#parts;
    if (frameCodec.authenticity?.refused(peer, now)) out.note("warning", "not-authenticated", { peer });
  }

  #toEverybody(packet: Packet, now: Instant): void {
    const { registration, peers } = this.#parts;
    // Counts as relaying, because an ARP request lost at a dead supernode cuts off even direct peers.
    this.#sending.relay(packet, now);
    // As in the reference: without a supernode, reach at least the direct peers.
    if (!registration.silent) return;
    for (const { direct } of peers) if (direct !== undefined) this.#sending.direct(direct.socket, packet);
  }

  #toPeer(packet: Packet, now: Instant): void {
    const { config, out, peers, punching } = this.#parts;
    const peer = peers.get(packet.destination) ?? peers.add(packet.destination, now);
    if (peer === undefined) {
      out.drop("peers-full");
      return this.#sending.relay(packet, now);
    }
    peer.used(now);
    if (peer.direct !== undefined) {
      this.#sending.direct(peer.direct.socket, packet);
      return punching.sentDirect(peer, now);
    }
    this.#sending.relay(packet, now);
    if (!peer.forwarded) out.do({ kind: "forward", peer: peer.mac, to: "relay" });
    peer.relayedByDatapath();
    // Relay only: the peer's location does not matter, so unlike the reference we do not query it.
    if (config.peerToPeer) punching.wanted(peer, now);
    else introduceOurselves(peer, this.#parts, now);
  }
}
