import { type Endpoint, endpointKey } from "../../../base/address/endpoint.ts";
import type { Captured } from "../capture/captured.ts";
import type { Skipped, Reason } from "../skipped.ts";
import { Fragments } from "./fragments.ts";
import { behindExtensions, type IpPayload, ipPayload, missing } from "./ip.ts";
import { behindLink } from "./link-layer.ts";

/** A UDP datagram or TCP segment. */
export interface Segment {
  /** The packet's number; for fragments, the last one's. */
  readonly number: number;
  readonly microseconds: number;
  readonly protocol: "udp" | "tcp";
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly payload: Uint8Array;
  /** TCP only. */
  readonly sequence: number;
  readonly opens: boolean;
}

/** Extracts segments from packets, in order; packets without one are noted. */
export class Segments {
  readonly #skipped: Skipped;
  readonly #fragments: Fragments;

  constructor(skipped: Skipped) {
    this.#skipped = skipped;
    this.#fragments = new Fragments(skipped);
  }

  in(captured: Captured): Segment | undefined {
    const found = this.#read(captured);
    if (found === undefined || !("what" in found)) return found;
    this.#skipped.add(found, captured.number);
    return undefined;
  }

  end(): void {
    this.#fragments.end();
  }

  #read(captured: Captured): Segment | Reason | undefined {
    const { number, microseconds, linkType, bytes, cut } = captured;
    const behind = behindLink(linkType, bytes);
    if ("what" in behind) return cut && behind.lost && bytes.length < shortest ? missing(true) : behind;
    const packet = ipPayload(behind, cut);
    if ("what" in packet || packet.fragment === undefined)
      return "what" in packet ? packet : transport(packet, captured);
    const { fragment } = packet;
    const whole = this.#fragments.take({ ...packet, fragment }, number, microseconds);
    if (whole === undefined) return undefined;
    const inner = behindExtensions(whole.protocol, whole.payload);
    return "what" in inner ? inner : transport({ ...whole, ...inner }, captured);
  }
}

/** Protocols of a link's header and of everything that can precede IP. */
const shortest = 40;

const udpHeader = 8;

function transport({ protocol, source, destination, payload }: IpPayload, captured: Captured): Segment | Reason {
  if (protocol !== 17 && protocol !== 6) return { what: protocols.get(protocol) ?? `IP protocol ${protocol}`, lost: false }; // prettier-ignore
  if (payload.length < (protocol === 17 ? udpHeader : 20)) return broken;
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  const from = { address: source, port: view.getUint16(0) };
  const to = { address: destination, port: view.getUint16(2) };
  const { number, microseconds } = captured;
  if (protocol === 17) {
    // 0 = longer than the field allows (RFC 2675 §4).
    const length = view.getUint16(4) || payload.length;
    if (length < udpHeader || length > payload.length) return broken;
    const datagram = payload.subarray(udpHeader, length);
    return { number, microseconds, from, to, protocol: "udp", payload: datagram, sequence: 0, opens: false };
  }
  const header = (payload[12]! >> 4) * 4;
  if (header < 20 || header > payload.length) return broken;
  const opens = (payload[13]! & 0x02) !== 0;
  const [sequence, bytes] = [view.getUint32(4), payload.subarray(header)];
  return { number, microseconds, from, to, protocol: "tcp", payload: bytes, sequence, opens };
}

const broken: Reason = { what: "a UDP or TCP header that contradicts its packet", lost: true };

const protocols: ReadonlyMap<number, string> = new Map([
  [1, "ICMP"],
  [2, "IGMP"],
  [47, "GRE, which is not decoded"],
  [50, "IPsec"],
  [58, "ICMPv6"],
]);

export const direction = ({ from, to }: Segment): string => `${endpointKey(from)} → ${endpointKey(to)}`;
