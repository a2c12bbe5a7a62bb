import { concat } from "../../../base/bytes.ts";
import type { Skipped } from "../skipped.ts";
import type { ByteReader } from "./byte-reader.ts";
import { type Captured, packetBytesMax } from "./captured.ts";
import { cutWithin, damagedAt } from "./damage.ts";
import { describedInterface, type PcapngInterface, microsecondsAt } from "./pcapng-interface.ts";

/** draft-ietf-opsawg-pcapng §4; blocks of other types carry no packets. */
const block = { section: 0x0a0d0d0a, interface: 1, packet: 2, simple: 3, enhanced: 6 } as const;

/** Tunable: limit of a packet with its header and options. */
const blockBytesMax = packetBytesMax + 65_536;
const interfacesMax = 65_536;

/**
 * The packets of a pcapng file, in any byte order and with any number of sections and interfaces, as far as it is
 * intact.
 */
export async function* readPcapng(source: ByteReader, skipped: Skipped): AsyncGenerator<Captured> {
  let little = true;
  let interfaces: PcapngInterface[] = [];
  let number = 0;
  let microseconds = 0;
  for (;;) {
    const start = source.position;
    const head = await source.take(8);
    if (head === undefined) {
      if (source.left > 0) skipped.add(cutWithin("a block", source.left));
      return;
    }
    const isSection = view(head).getUint32(0) === block.section;
    if (isSection) {
      const order = byteOrder(await source.peek(4));
      if (order === undefined) return skipped.add(damagedAt(start, "a section has no byte order"));
      little = order;
      interfaces = [];
    }
    const [type, length] = [view(head).getUint32(0, little), view(head).getUint32(4, little)];
    if (length < 12 || length % 4 !== 0 || length > blockBytesMax) {
      return skipped.add(damagedAt(start, `a block claims ${length} bytes`));
    }
    const rest = await source.take(length - 8);
    if (rest === undefined) return skipped.add(cutWithin(`the block after packet ${number}`, 8 + source.left));
    const body = rest.subarray(0, -4);
    if (view(rest).getUint32(body.length, little) !== length) {
      return skipped.add(damagedAt(start, "the two lengths of a block differ"));
    }
    if (type === block.interface && interfaces.length < interfacesMax) {
      const described = describedInterface(body, little);
      if (described === undefined) return skipped.add(damagedAt(start, "an interface is not described whole"));
      interfaces.push(described);
    }
    const packet = packetIn(type, body, little, interfaces);
    if (packet === undefined) continue;
    number++;
    if ("wrong" in packet) {
      skipped.add({ what: packet.wrong, lost: true }, number);
      continue;
    }
    microseconds = packet.microseconds ?? microseconds;
    yield { number, microseconds, linkType: packet.linkType, bytes: packet.bytes, cut: packet.cut };
  }
}

interface Packet {
  /** Undefined = a simple packet, which has no time. */
  readonly microseconds: number | undefined;
  readonly linkType: number;
  readonly bytes: Uint8Array;
  readonly cut: boolean;
}

function packetIn(
  type: number,
  body: Uint8Array,
  little: boolean,
  interfaces: readonly PcapngInterface[],
): Packet | { readonly wrong: string } | undefined {
  if (type !== block.packet && type !== block.simple && type !== block.enhanced) return undefined;
  const at = view(body);
  const header = type === block.simple ? 4 : 20;
  if (body.length < header) return { wrong: "its block is too short" };
  const index = type === block.simple ? 0 : type === block.packet ? at.getUint16(0, little) : at.getUint32(0, little);
  const of = interfaces[index];
  if (of === undefined) return { wrong: "of an interface that the file does not describe" };
  const original = at.getUint32(header - 4, little);
  const kept = type === block.simple ? Math.min(original, of.snapLength || original) : at.getUint32(12, little);
  if (header + kept > body.length) return { wrong: "longer than its block" };
  return {
    microseconds:
      type === block.simple ? undefined : microsecondsAt(of, at.getUint32(4, little), at.getUint32(8, little)),
    linkType: of.linkType,
    bytes: body.subarray(header, header + kept),
    cut: original > kept,
  };
}

/** True = little endian. */
function byteOrder(magic: Uint8Array): boolean | undefined {
  const text = Buffer.from(concat(magic)).toString("hex");
  return text === "4d3c2b1a" ? true : text === "1a2b3c4d" ? false : undefined;
}

const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
