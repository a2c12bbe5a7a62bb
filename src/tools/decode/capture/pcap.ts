import type { Skipped } from "../skipped.ts";
import { type Captured, packetBytesMax } from "./captured.ts";
import type { ByteReader } from "./byte-reader.ts";
import { cutWithin, damagedAt } from "./damage.ts";

/** The packets of a classic pcap file (tcpdump.org/manpages/pcap-savefile.5), as far as they are intact. */
export async function* pcapPackets(source: ByteReader, kind: PcapKind, skipped: Skipped): AsyncGenerator<Captured> {
  const header = await source.take(spec.header);
  if (header === undefined) return skipped.add(cutWithin("its header", source.left));
  const linkType = word(header, 20, kind.little) & spec.linkTypeMask;
  for (let number = 1; ; number++) {
    const head = await source.take(kind.recordHeader);
    if (head === undefined) {
      if (source.left > 0) skipped.add(cutWithin(`packet ${number}`, source.left));
      return;
    }
    const [seconds, fraction, length, original] = [0, 4, 8, 12].map((at) => word(head, at, kind.little));
    if (length! > packetBytesMax) {
      return skipped.add(damagedAt(source.position, `packet ${number} claims ${length} bytes`));
    }
    const bytes = await source.take(length!);
    if (bytes === undefined) return skipped.add(cutWithin(`packet ${number}`, kind.recordHeader + source.left));
    const microseconds = seconds! * 1e6 + Math.floor((fraction! * 1e6) / kind.perSecond);
    yield { number, microseconds, linkType, bytes, cut: original! > length! };
  }
}

export interface PcapKind {
  readonly little: boolean;
  readonly perSecond: number;
  readonly recordHeader: number;
}

/** By the first four bytes. Undefined = not a pcap file. */
export function pcapKind(start: Uint8Array): PcapKind | undefined {
  if (start.length < 4) return undefined;
  for (const little of [false, true]) {
    const found = spec.magics.find(({ magic }) => word(start, 0, little) === magic);
    if (found !== undefined) return { little, ...found };
  }
  return undefined;
}

const spec = {
  header: 24,
  /** The upper half of the link type's field describes frame check sequences. */
  linkTypeMask: 0xffff,
  magics: [
    { magic: 0xa1b2c3d4, perSecond: 1e6, recordHeader: 16 },
    { magic: 0xa1b23c4d, perSecond: 1e9, recordHeader: 16 },
    // "Modified" by an old Linux patch: eight more bytes in each record's header.
    { magic: 0xa1b2cd34, perSecond: 1e6, recordHeader: 24 },
  ],
} as const;

function word(bytes: Uint8Array, at: number, little: boolean): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(at, little);
}
