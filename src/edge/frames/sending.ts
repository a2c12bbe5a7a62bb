import type { Endpoint } from "../../base/address/endpoint.ts";
import type { Instant } from "../../base/instant.ts";
import type { Mac } from "../../base/address/mac.ts";
import type { Packet } from "../../wire/message.ts";
import type { Outbox } from "../outbox.ts";
import type { Peers } from "../paths/peers.ts";
import type { Registration } from "../registration/registration.ts";
import type { Supernodes } from "../registration/supernodes.ts";

/** Sends PACKETs, directly or relayed, and counts them. */
export class Sending {
  readonly #out: Outbox;
  readonly #supernodes: Supernodes;
  readonly #peers: Peers;
  readonly #registration: Registration;

  constructor(out: Outbox, supernodes: Supernodes, peers: Peers, registration: Registration) {
    this.#out = out;
    this.#supernodes = supernodes;
    this.#peers = peers;
    this.#registration = registration;
  }

  /** Not one of our frames, so it does not affect how paths are judged. */
  to(mac: Mac, packet: Packet): void {
    const direct = this.#peers.get(mac)?.direct;
    if (direct === undefined) this.viaSupernode(packet);
    else this.#out.send(direct.socket, packet);
  }

  /** For a frame: from now on the supernode's silence matters. */
  relay(packet: Packet, now: Instant): void {
    this.viaSupernode(packet);
    this.#registration.relayed(now);
  }

  viaSupernode(packet: Packet): void {
    const supernode = this.#supernodes.current;
    if (supernode === undefined) return this.#out.drop("no-supernode");
    this.#out.send(supernode, packet);
    this.#out.traffic.sentRelayed(packet);
  }

  direct(to: Endpoint, packet: Packet): void {
    this.#out.send(to, packet);
    this.#out.traffic.sentDirect();
  }
}
