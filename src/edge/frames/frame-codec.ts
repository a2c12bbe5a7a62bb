import { ConfigError } from "../../base/config-error.ts";
import type { IpNet } from "../../base/address/endpoint.ts";
import type { Instant } from "../../base/instant.ts";
import { type Mac, broadcastMac, isGroup } from "../../base/address/mac.ts";
import { compression } from "../../seal/compression/compression.ts";
import { type Seals, theSeals } from "../../seal/seals.ts";
import type { Transform } from "../../seal/ciphers/transform.ts";
import type { Zstd } from "../../seal/compression/zstd.ts";
import type { Packet } from "../../wire/message.ts";
import type { Authenticity } from "../authentic/authenticity.ts";
import type { EdgeConfig } from "../config.ts";
import { destinationOf, headerBytes, frameIpv4Destination, frameIpv4Source } from "./ethernet.ts";
import type { EdgeDrop } from "../../status/edge-drops.ts";
import { authenticatedTransform } from "../authentic/sealed-payload.ts";
import type { LocalEdge } from "../local-edge.ts";
import { spec } from "../timing.ts";
import { TrafficFilter, parseRule } from "./traffic-filter.ts";

/** `answer`: a reply to the sender, whatever happens to the packet. */
export type OpenedPacket = { readonly answer?: Packet } & (
  | { readonly frame: Uint8Array }
  /** `released`: packets received earlier, to be opened now. */
  | { readonly hello: "live" | "unproven"; readonly released?: readonly Packet[] }
  | { readonly held: true }
  | { readonly dropped: EdgeDrop }
);

/** Filters frames between TAP and network, and seals them (fact sheet §10.5). */
export class FrameCodec {
  /** May arrive after the first frames. */
  authenticity: Authenticity | undefined;
  readonly #self: LocalEdge;
  readonly #seals: Seals;
  readonly #transform: Transform;
  readonly #zstd: Zstd | undefined;
  readonly #compression: 1 | 2 | 3;
  #filter: TrafficFilter;
  readonly #routing: boolean;
  readonly #acceptMulticast: boolean;

  /** Throws ConfigError if a filter rule is invalid. */
  constructor(self: LocalEdge, config: EdgeConfig, authenticity?: Authenticity, seals: Seals = theSeals) {
    this.#seals = seals;
    this.authenticity = authenticity;
    this.#filter = new TrafficFilter((config.filter ?? []).map(rule));
    this.#self = self;
    this.#transform = config.transform;
    this.#zstd = config.zstd;
    this.#compression = config.compression ?? compression.none;
    this.#routing = config.routing;
    this.#acceptMulticast = config.acceptMulticast;
  }

  /** Other rules (`-R`), as written. Throws ConfigError. */
  filter(rules: readonly string[]): void {
    this.#filter = new TrafficFilter(rules.map(rule));
  }

  /** Undefined = a frame from the TAP may go out. */
  refusesOut(frame: Uint8Array): EdgeDrop | undefined {
    if (frame.length < headerBytes || frame.length > spec.frameMax) return "frame-length";
    const to = destinationOf(frame);
    if (to === this.#self.mac) return "own-message";
    if (this.#isUnwantedMulticast(to)) return "multicast";
    if (this.#isForeign(frameIpv4Source(frame))) return "address";
    return this.#filtered(frame);
  }

  /** `destination`: the edge, if the frame is for a host behind one. Undefined = its receiver must authenticate first. */
  seal(frame: Uint8Array, destination = destinationOf(frame)): Packet | undefined {
    const covered = this.authenticity?.covers(destination) ?? false;
    if (this.authenticity?.required === true && !covered) return undefined;
    const how = this.#compression;
    const compressed = how === compression.none ? undefined : this.#seals.compress(how, frame, this.#zstd);
    // As in the reference: a frame that does not become shorter is sent as it is (§7).
    const shorter = compressed !== undefined && compressed.length > 0 && compressed.length < frame.length;
    const plain = shorter ? compressed : frame;
    const used = shorter ? how : compression.none;
    if (covered) return this.authenticity!.seal(destination, used, plain);
    // Field by field, because this runs for every frame, and spreading an object costs as much as sealing.
    const { ttl, fromSupernode, community } = this.#self.common;
    return {
      type: "PACKET",
      ttl,
      fromSupernode,
      community,
      source: this.#self.mac,
      destination,
      compression: used,
      transform: this.#transform.id,
      payload: this.#transform.seal(plain),
    };
  }

  open(packet: Packet, now: Instant): OpenedPacket {
    const opened = this.#unseal(packet, now);
    if (!("frame" in opened)) return opened;
    const frame = this.#seals.decompress(packet.compression, opened.frame, this.#zstd);
    if (frame === undefined) return { dropped: "compression" };
    if (frame.length < headerBytes || frame.length > spec.frameMax) return { dropped: "frame-length" };
    // The ciphers do not authenticate (§14.1): comparing the inner with the outer address is the only check of the
    // key. A bridging peer (§15) may differ, towards edges that route.
    if (!this.#routing && destinationOf(frame) !== packet.destination) return { dropped: "unsealed" };
    return { frame };
  }

  /**
   * Undefined = an opened frame may go to the TAP. PACKET's header is not sealed, so the frame's own address counts.
   */
  refusesIn(frame: Uint8Array): EdgeDrop | undefined {
    const to = destinationOf(frame);
    if (this.#isUnwantedMulticast(to)) return "multicast";
    if (!isGroup(to) && this.#isForeign(frameIpv4Destination(frame))) return "address";
    return this.#filtered(frame);
  }

  #unseal(packet: Packet, now: Instant): OpenedPacket {
    const authenticity = this.authenticity;
    if (authenticity !== undefined) {
      const forUs = isGroup(packet.destination) || packet.destination === this.#self.mac;
      if (packet.transform === authenticatedTransform)
        return forUs ? authenticity.open(packet, now) : { dropped: "not-for-us" };
      // Ordinary frames of a peer that was authenticated are refused: that would be a downgrade.
      const expected = !isGroup(packet.destination) && authenticity.expectsSealed(packet.source, now);
      if (authenticity.required || expected) return { dropped: "unauthenticated" };
    }
    if (packet.transform !== this.#transform.id) return { dropped: "transform" };
    const frame = this.#transform.open(packet.payload);
    return frame === undefined ? { dropped: "unsealed" } : { frame };
  }

  #filtered(frame: Uint8Array): EdgeDrop | undefined {
    return this.#filter.verdict(frame) === "drop" ? "filter" : undefined;
  }

  #isUnwantedMulticast(mac: Mac): boolean {
    return !this.#acceptMulticast && mac !== broadcastMac && isGroup(mac);
  }

  #isForeign(address: string | undefined): boolean {
    const own: IpNet | undefined = this.#self.address;
    return !this.#routing && address !== undefined && address !== own?.address;
  }
}

function rule(text: string) {
  const parsed = parseRule(text);
  if (parsed !== undefined) return parsed;
  throw new ConfigError(`-R ${text} is not a rule: give source[/n][:ports],destination[/n][:ports],TCP-,UDP-,ICMP-`);
}
