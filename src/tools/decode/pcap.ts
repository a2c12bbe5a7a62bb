import { ConfigError } from "../../base/config-error.ts";

/** One record of a capture file; `bytes` begins with the header of `linkType` (tcpdump.org/linktypes.html). */
export interface Captured {
  /** Since the Unix epoch. */
  readonly microseconds: number;
  readonly linkType: number;
  readonly bytes: Uint8Array;
}

/** A whole classic pcap file (tcpdump.org/manpages/pcap-savefile.5), either byte order, µs or ns. Throws ConfigError. */
export function readPcap(file: Uint8Array): readonly Captured[] {
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  if (file.length < spec.header) throw new ConfigError("not a capture file: it ends within its header");
  const kind = magics.find(({ magic, little }) => view.getUint32(0, little) === magic);
  if (kind === undefined) {
    const next =
      view.getUint32(0) === spec.pcapng ? "pcapng; convert it: editcap -F pcap IN OUT" : "unknown magic number";
    throw new ConfigError(`not a pcap file: ${next}`);
  }
  const { little, perSecond } = kind;
  const u32 = (at: number) => view.getUint32(at, little);
  const linkType = u32(20) & spec.linkTypeMask;
  const captured: Captured[] = [];
  let at = spec.header;
  while (at + spec.recordHeader <= file.length) {
    const length = u32(at + 8);
    const start = at + spec.recordHeader;
    if (start + length > file.length) break;
    const microseconds = u32(at) * 1e6 + Math.floor((u32(at + 4) * 1e6) / perSecond);
    captured.push({ microseconds, linkType, bytes: file.subarray(start, start + length) });
    at = start + length;
  }
  if (at < file.length) throw new ConfigError(`the capture file ends within record ${captured.length + 1}`);
  return captured;
}

const spec = {
  header: 24,
  recordHeader: 16,
  /** The upper bits of the link type field tell about frame check sequences. */
  linkTypeMask: 0x0fff_ffff,
  pcapng: 0x0a0d0d0a,
} as const;

const magics = [false, true].flatMap((little) => [
  { magic: 0xa1b2c3d4, perSecond: 1e6, little },
  { magic: 0xa1b23c4d, perSecond: 1e9, little },
]);
