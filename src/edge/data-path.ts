import type { IpNet } from "../base/endpoint.ts";
import { type Mac, broadcastMac, isMulticast } from "../base/mac.ts";
import type { Transform } from "../seal/transform.ts";
import type { Packet } from "../wire/message.ts";
import type { EdgeConfig } from "./config.ts";
import { destinationOf, headerBytes, ipv4Destination, ipv4Source } from "./ethernet.ts";
import type { DropReason } from "./outbox.ts";
import type { Self } from "./self.ts";
import { spec } from "./timing.ts";

/** PACKET's compression field: we send plain frames. */
const uncompressed = 1;

export type Opened = { readonly frame: Uint8Array } | { readonly dropped: DropReason };

/** What may pass between TAP and network, and its sealing (fact sheet §10.5). */
export class DataPath {
  readonly #self: Self;
  readonly #transform: Transform;
  readonly #routing: boolean;
  readonly #acceptMulticast: boolean;

  constructor(self: Self, config: EdgeConfig) {
    this.#self = self;
    this.#transform = config.transform;
    this.#routing = config.routing;
    this.#acceptMulticast = config.acceptMulticast;
  }

  /** Undefined = a frame from the TAP may go out. */
  refusesOut(frame: Uint8Array): DropReason | undefined {
    if (frame.length < headerBytes || frame.length > spec.frameMax) return "frame-length";
    const to = destinationOf(frame);
    if (to === this.#self.mac) return "own-message";
    if (this.#isUnwantedMulticast(to)) return "multicast";
    return this.#isForeign(ipv4Source(frame)) ? "address" : undefined;
  }

  seal(frame: Uint8Array): Packet {
    return {
      ...this.#self.common,
      type: "PACKET",
      source: this.#self.mac,
      destination: destinationOf(frame),
      compression: uncompressed,
      transform: this.#transform.id,
      payload: this.#transform.seal(frame),
    };
  }

  open(packet: Packet): Opened {
    if (packet.transform !== this.#transform.id) return { dropped: "transform" };
    if (packet.compression !== uncompressed) return { dropped: "compression" };
    const frame = this.#transform.open(packet.payload);
    if (frame === undefined) return { dropped: "unsealed" };
    if (frame.length < headerBytes || frame.length > spec.frameMax) return { dropped: "frame-length" };
    // The ciphers do not authenticate (§14.1): the address that stands inside and outside is the one check of the key.
    // A bridging peer (§15) may differ, towards edges that route.
    if (!this.#routing && destinationOf(frame) !== packet.destination) return { dropped: "unsealed" };
    return { frame };
  }

  /** Undefined = an opened frame may go to the TAP. The header of PACKET is not sealed; the frame's own address counts. */
  refusesIn(frame: Uint8Array): DropReason | undefined {
    const to = destinationOf(frame);
    if (this.#isUnwantedMulticast(to)) return "multicast";
    if (isMulticast(to)) return undefined;
    return this.#isForeign(ipv4Destination(frame)) ? "address" : undefined;
  }

  #isUnwantedMulticast(mac: Mac): boolean {
    return !this.#acceptMulticast && mac !== broadcastMac && isMulticast(mac);
  }

  #isForeign(address: string | undefined): boolean {
    const own: IpNet | undefined = this.#self.address;
    return !this.#routing && address !== undefined && address !== own?.address;
  }
}
