import { ipText } from "../../../base/address/ip.ts";
import type { Reason } from "../skipped.ts";
import { tooShort } from "./link-layer.ts";

/** An IP packet without its headers, or a fragment of one. */
export interface IpPayload {
  readonly protocol: number;
  readonly source: string;
  readonly destination: string;
  readonly payload: Uint8Array;
  /** Absent = whole. */
  readonly fragment?: Fragment;
}

export interface Fragment {
  readonly id: number;
  /** Bytes. */
  readonly offset: number;
  readonly more: boolean;
}

/** RFC 791, RFC 8200. Bytes after the IP packet are padding of the link. `cut`: by the capture's snap length. */
export function ipPayload(bytes: Uint8Array, cut: boolean): IpPayload | Reason {
  const version = bytes.length === 0 ? 0 : bytes[0]! >> 4;
  if (version === 4) return ipv4(bytes, cut);
  if (version === 6) return ipv6(bytes, cut);
  return bytes.length === 0 ? missing(cut) : { what: "not IP", lost: false };
}

function ipv4(bytes: Uint8Array, cut: boolean): IpPayload | Reason {
  if (bytes.length < 20) return missing(cut);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const header = (bytes[0]! & 0x0f) * 4;
  const length = lengthOr(view.getUint16(2), bytes.length, cut);
  if (header < 20 || length < header) return { what: "an IPv4 header that contradicts itself", lost: true };
  if (length > bytes.length) return missing(cut);
  const [offset, more] = [(view.getUint16(6) & 0x1fff) * 8, (view.getUint16(6) & 0x2000) !== 0];
  const packet: IpPayload = {
    protocol: bytes[9]!,
    source: ipText(bytes.subarray(12, 16)),
    destination: ipText(bytes.subarray(16, 20)),
    payload: bytes.subarray(header, length),
  };
  return more || offset > 0 ? { ...packet, fragment: { id: view.getUint16(4), offset, more } } : packet;
}

function ipv6(bytes: Uint8Array, cut: boolean): IpPayload | Reason {
  if (bytes.length < 40) return missing(cut);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const length = lengthOr(view.getUint16(4), bytes.length - 40, cut);
  if (40 + length > bytes.length) return missing(cut);
  const inner = behindExtensions(bytes[6]!, bytes.subarray(40, 40 + length));
  if ("what" in inner) return inner;
  return { source: ipText(bytes.subarray(8, 24)), destination: ipText(bytes.subarray(24, 40)), ...inner };
}

/** RFC 8200 §4: hop-by-hop, routing, fragment, destination options. */
const extension = { options: [0, 43, 60] as readonly number[], fragment: 44 } as const;

/** Up to the transport header, or to a fragment header, after which the packet may have to be reassembled first. */
export function behindExtensions(
  next: number,
  bytes: Uint8Array,
): Pick<IpPayload, "protocol" | "payload" | "fragment"> | Reason {
  let [protocol, payload] = [next, bytes];
  while (extension.options.includes(protocol)) {
    const length = payload.length < 8 ? Infinity : 8 * (payload[1]! + 1);
    if (length > payload.length) return tooShort;
    protocol = payload[0]!;
    payload = payload.subarray(length);
  }
  if (protocol !== extension.fragment) return { protocol, payload };
  if (payload.length < 8) return tooShort;
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  const fragment = { id: view.getUint32(4), offset: view.getUint16(2) & 0xfff8, more: (payload[3]! & 1) !== 0 };
  const inner = { protocol: payload[0]!, payload: payload.subarray(8) };
  // An atomic fragment (RFC 6946) is whole.
  return fragment.offset === 0 && !fragment.more ? behindExtensions(inner.protocol, inner.payload) : { ...inner, fragment }; // prettier-ignore
}

/** 0 = longer than the field allows, as left by offloading before a network card segments the packet. */
const lengthOr = (length: number, captured: number, cut: boolean): number =>
  length > 0 ? length : cut ? Infinity : captured;

/** The reason for fewer bytes than a header says. */
export function missing(cut: boolean): Reason {
  if (!cut) return tooShort;
  return { what: "cut short by the snap length", fix: "capture whole packets: tcpdump -s 0", lost: true };
}
