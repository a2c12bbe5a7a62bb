import { EventEmitter } from "node:events";
import pcapParser from "pcap-parser";
import { instant, type Instant } from "../../../src/base/instant.ts";

/** One record of a capture file. `bytes` begins with the header of `linkType` (tcpdump.org/linktypes.html). */
export interface PcapRecord {
  readonly at: Instant;
  readonly linkType: number;
  readonly bytes: Uint8Array;
  /** From 1, as Wireshark counts. */
  readonly frame: number;
}

/** A capture file that cannot be read, or ends within a record. */
export class PcapError extends Error {
  override readonly name = "PcapError";
}

/** tcpdump.org/manpages/pcap-savefile.5: file format 2.4. */
const spec = {
  magicBytes: 4,
  headerBytes: 24,
  recordHeaderBytes: 16,
  nanosecondMagic: { big: 0xa1b23c4d, little: 0x4d3cb2a1 },
  microsecondMagic: { big: 0xa1b2c3d4, little: 0xd4c3b2a1 },
  pcapngMagic: 0x0a0d0d0a,
  /** The upper bits of the link type field describe frame check sequences. */
  linkTypeMask: 0x0fff_ffff,
} as const;

/** A longer record is damaged, whatever the file's snapshot length says. */
const tuned = { recordBytesMax: 262_144 } as const;

/** Reads a whole file's bytes. `live` = the file is still being written, so that an unfinished last record is not an error. */
export function readPcap(bytes: Uint8Array, options: { readonly live?: boolean } = {}): readonly PcapRecord[] {
  const reader = new PcapReader();
  const records = reader.push(bytes);
  if (!options.live) reader.end();
  return records;
}

/** Parses the chunks of one file, wherever they are split. Classic pcap, both byte orders, µs and ns. */
export class PcapReader {
  readonly #source = new Feed();
  #head: Uint8Array = new Uint8Array(0);
  #started = false;
  #fractionPerMillisecond = 1e3;
  #linkType = 0;
  #fed = 0;
  #read = 0;
  #frames = 0;
  #trouble: string | undefined;
  #ready: PcapRecord[] = [];

  constructor() {
    const parser = pcapParser.parse(this.#source);
    parser.on("globalHeader", (header) => {
      this.#linkType = header.linkLayerType & spec.linkTypeMask;
      this.#read = spec.headerBytes;
    });
    parser.on("packetHeader", ({ capturedLength }) => {
      if (capturedLength <= tuned.recordBytesMax) return;
      this.#trouble ??= `frame ${this.#frames + 1} claims ${capturedLength} bytes`;
      throw new PcapError(this.#trouble);
    });
    parser.on("packet", ({ header, data }) => {
      this.#read += spec.recordHeaderBytes + header.capturedLength;
      const fraction = header.timestampMicroseconds / this.#fractionPerMillisecond;
      this.#ready.push({
        at: instant(header.timestampSeconds * 1000 + fraction),
        linkType: this.#linkType,
        bytes: data,
        frame: ++this.#frames,
      });
    });
    parser.on("error", (error) => (this.#trouble ??= error.message));
  }

  /** @throws PcapError when the bytes are not a capture file */
  push(chunk: Uint8Array): readonly PcapRecord[] {
    if (this.#trouble !== undefined) throw new PcapError(this.#trouble);
    if (chunk.length > 0) this.#feed(chunk);
    const trouble = this.#trouble as string | undefined;
    if (trouble !== undefined) throw new PcapError(trouble);
    const records = this.#ready;
    this.#ready = [];
    return records;
  }

  /** @throws PcapError when the file ended within its header or a record */
  end(): void {
    if (this.#read === 0) throw new PcapError("the file ends within its header");
    const rest = this.#fed - this.#read;
    if (rest > 0) throw new PcapError(`the file ends ${rest} bytes into frame ${this.#frames + 1}`);
  }

  #feed(chunk: Uint8Array): void {
    this.#fed += chunk.length;
    if (this.#started) return this.#source.give(Buffer.from(chunk));
    const head = Buffer.concat([this.#head, chunk]);
    this.#head = head;
    if (head.length < spec.magicBytes) return;
    this.#started = true;
    this.#source.give(this.#asMicroseconds(head));
  }

  /** The parser knows only the microsecond magic; the rest of a nanosecond file has the same layout. */
  #asMicroseconds(head: Buffer): Buffer {
    const magic = head.readUInt32BE(0);
    if (magic === spec.pcapngMagic) throw new PcapError((this.#trouble = "pcapng; convert it with editcap -F pcap"));
    for (const order of ["big", "little"] as const) {
      if (magic !== spec.nanosecondMagic[order]) continue;
      head.writeUInt32BE(spec.microsecondMagic[order], 0);
      this.#fractionPerMillisecond = 1e6;
    }
    return head;
  }
}

/** The part of a stream that the parser needs, but synchronous. */
class Feed extends EventEmitter {
  pause(): void {}
  resume(): void {}
  give(bytes: Buffer): void {
    this.emit("data", bytes);
  }
}
