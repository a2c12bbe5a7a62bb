import type { CapturedPacket } from "../evidence.ts";
import { macAt } from "../../../src/base/address/mac.ts";
import { isDamaged } from "./damage.ts";
import { ipPacket } from "./ip-packet.ts";
import type { PcapRecord } from "./pcap.ts";

/** tcpdump.org/linktypes: LINUX_SLL2 is what `tcpdump -i any` writes. Numbers of packet types: linux/if_packet.h. */
const spec = {
  ethernet: { linkType: 1, headerBytes: 14 },
  sll2: { linkType: 276, headerBytes: 20, sentByUs: 4, toAnother: 3 },
  arp: 0x0806,
  ip: [0x0800, 0x86dd] as readonly number[],
} as const;

/**
 * One record as a packet at an interface of `node`. `interfaces` names interface indexes; an Ethernet file holds one
 * interface, named under index 0, and its own packets are those sent from `ownMac`. Never throws: a packet that cannot be
 * parsed has protocol "other".
 */
export function dissect(
  record: PcapRecord,
  node: string,
  interfaces: ReadonlyMap<number, string>,
  ownMac?: string,
): CapturedPacket {
  const link = linkLayer(record, ownMac);
  const ip = spec.ip.includes(link.etherType) ? ipPacket(link.body) : undefined;
  // Every field of every packet: analysis reads objects of one shape several times faster than those of several.
  return {
    at: record.at,
    node,
    interface: interfaces.get(link.index) ?? placeholder(link.index),
    direction: link.direction,
    frame: record.frame,
    protocol: ip?.protocol ?? (link.etherType === spec.arp ? "arp" : "other"),
    from: ip?.from,
    to: ip?.to,
    payload: ip?.payload ?? nothing,
    length: ip?.length,
    sequence: ip?.sequence,
    echo: ip?.echo,
    isDamaged: ip !== undefined && link.direction === "in" && isDamaged(link.body) ? (true as const) : undefined,
    overheard: link.overheard ? (true as const) : undefined,
  } satisfies Record<keyof CapturedPacket, unknown>;
}

/** The interface index in a name that `dissect` had to invent. */
export function unnamed(interfaceName: string): number | undefined {
  const match = /^#(\d+)$/.exec(interfaceName);
  return match ? Number(match[1]) : undefined;
}

const placeholder = (index: number): string => `#${index}`;

const nothing = new Uint8Array(0);

interface LinkLayer {
  readonly index: number;
  readonly direction: "in" | "out";
  readonly overheard: boolean;
  readonly etherType: number;
  readonly body: Uint8Array;
}

function linkLayer({ linkType, bytes }: PcapRecord, ownMac: string | undefined): LinkLayer {
  if (linkType === spec.sll2.linkType && bytes.length >= spec.sll2.headerBytes) return cooked(bytes);
  if (linkType === spec.ethernet.linkType && bytes.length >= spec.ethernet.headerBytes) return ethernet(bytes, ownMac);
  return { index: 0, direction: "in", overheard: false, etherType: 0, body: nothing };
}

/** protocol 2 · reserved 2 · interface index 4 · ARPHRD type 2 · packet type 1 · address length 1 · address 8 */
function cooked(bytes: Uint8Array): LinkLayer {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const packetType = view.getUint8(10);
  return {
    index: view.getUint32(4),
    direction: packetType === spec.sll2.sentByUs ? "out" : "in",
    overheard: packetType === spec.sll2.toAnother,
    etherType: view.getUint16(0),
    body: bytes.subarray(spec.sll2.headerBytes),
  };
}

function ethernet(bytes: Uint8Array, ownMac: string | undefined): LinkLayer {
  return {
    index: 0,
    direction: macAt(bytes, 6) === ownMac ? "out" : "in",
    overheard: false,
    etherType: (bytes[12]! << 8) | bytes[13]!,
    body: bytes.subarray(spec.ethernet.headerBytes),
  };
}
