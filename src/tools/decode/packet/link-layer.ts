import type { Reason } from "../skipped.ts";

/**
 * The IP packet in a link-layer packet (tcpdump.org/linktypes.html), with its padding, or why there is none. Any
 * number of VLAN tags (IEEE 802.1Q, 802.1ad) and PPPoE sessions (RFC 2516) are unwrapped.
 */
export function behindLink(linkType: number, bytes: Uint8Array): Uint8Array | Reason {
  const link = links.get(linkType);
  if (link === undefined) return unknownLink(linkType);
  if (bytes.length < link.header) return tooShort;
  if (link.typeAt === undefined) return bytes.subarray(link.header);
  return behindEtherType(u16(bytes, link.typeAt), bytes.subarray(link.header));
}

interface Link {
  readonly header: number;
  /** Offset of an EtherType; absent = IP follows. */
  readonly typeAt?: number;
}

/** BSD loopback (0, 108) encodes the family in numbers that depend on the system; the IP version is reliable. */
const links: ReadonlyMap<number, Link> = new Map<number, Link>([
  [0, { header: 4 }],
  [1, { header: 14, typeAt: 12 }],
  [12, { header: 0 }],
  [14, { header: 0 }],
  [101, { header: 0 }],
  [108, { header: 4 }],
  [113, { header: 16, typeAt: 14 }],
  [228, { header: 0 }],
  [229, { header: 0 }],
  [276, { header: 20, typeAt: 0 }],
]);

const etherType = {
  ipv4: 0x0800,
  ipv6: 0x86dd,
  /** 802.1Q, 802.1ad, and QinQ's earlier number. */
  vlan: [0x8100, 0x88a8, 0x9100],
  pppoeSession: 0x8864,
} as const;

const ppp = { ipv4: 0x0021, ipv6: 0x0057 } as const;

function behindEtherType(type: number, bytes: Uint8Array): Uint8Array | Reason {
  let rest = bytes;
  let kind = type;
  while (etherType.vlan.some((one) => one === kind)) {
    if (rest.length < 4) return tooShort;
    kind = u16(rest, 2);
    rest = rest.subarray(4);
  }
  if (kind === etherType.ipv4 || kind === etherType.ipv6) return rest;
  if (kind === etherType.pppoeSession && rest.length >= 8) {
    const protocol = u16(rest, 6);
    if (protocol === ppp.ipv4 || protocol === ppp.ipv6) return rest.subarray(8);
  }
  const name = kind < 0x0600 ? "IEEE 802.3" : (names.get(kind) ?? `EtherType 0x${kind.toString(16).padStart(4, "0")}`);
  return { what: name, lost: false };
}

const names: ReadonlyMap<number, string> = new Map([
  [0x0806, "ARP"],
  [0x8847, "MPLS"],
  [0x888e, "EAPOL"],
  [0x8863, "PPPoE discovery"],
  [0x8864, "PPPoE"],
  [0x88cc, "LLDP"],
]);

const unknownLink = (linkType: number): Reason => ({
  what: `link type ${linkType}${linkNames.has(linkType) ? ` (${linkNames.get(linkType)})` : ""}, which is not read`,
  fix: "Ethernet, raw IP, loopback and Linux's cooked headers are: capture on another interface, or with tcpdump -i any",
  lost: true,
});

const linkNames: ReadonlyMap<number, string> = new Map([
  [9, "PPP"],
  [50, "PPP"],
  [51, "PPPoE"],
  [105, "IEEE 802.11"],
  [127, "IEEE 802.11 with radiotap"],
  [189, "USB"],
  [220, "USB"],
  [147, "for private use"],
]);

export const tooShort: Reason = { what: "shorter than its headers", lost: true };

const u16 = (bytes: Uint8Array, at: number): number => (bytes[at]! << 8) | bytes[at + 1]!;
