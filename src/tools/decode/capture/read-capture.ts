import type { Skipped } from "../skipped.ts";
import { ByteReader } from "./byte-reader.ts";
import type { Captured } from "./captured.ts";
import { gunzipped } from "./gunzip.ts";
import { pcapKind, pcapPackets } from "./pcap.ts";
import { readPcapng } from "./pcapng.ts";

/** The message says what the file seems to be instead, and what to do. */
export class NotACapture extends Error {
  override readonly name = "NotACapture";
}

/**
 * The packets of a capture: pcap of either byte order, µs or ns, or pcapng; plain or compressed by gzip. Throws
 * NotACapture.
 */
export async function* readCapture(file: AsyncIterable<Uint8Array>, skipped: Skipped): AsyncGenerator<Captured> {
  let source = new ByteReader(file);
  const isPacked = startsWith(await source.peek(2), "1f8b");
  if (isPacked) source = new ByteReader(gunzipped(source.rest(), skipped));
  const start = await source.peek(headerBytes);
  const kind = pcapKind(start);
  const isPcapng = startsWith(start, "0a0d0d0a");
  if ((kind !== undefined || isPcapng || start.length === 0) && start.length < headerBytes) {
    throw new NotACapture(
      start.length > 0
        ? "not a capture file: it ends within its header"
        : `not a capture file: ${isPacked ? "its gzip data cannot be decompressed" : "it is empty"}`,
    );
  }
  if (kind !== undefined) return void (yield* pcapPackets(source, kind, skipped));
  if (isPcapng) return void (yield* readPcapng(source, skipped));
  const packer = packers.find(({ magic }) => startsWith(start, magic));
  throw new NotACapture(
    packer === undefined
      ? "not a capture file: unknown magic number; pcap and pcapng are read, also compressed by gzip"
      : `not a capture file: compressed by ${packer.name}; unpack it first: ${packer.unpack}`,
  );
}

/** Bytes of a pcap file's header. The smallest section of a pcapng file has 28. */
const headerBytes = 24;

const packers = [
  { magic: "1f8b", name: "gzip twice", unpack: "zcat FILE | zcat | npm run -s decode -- -" },
  { magic: "28b52ffd", name: "zstd", unpack: "zstdcat FILE | npm run -s decode -- -" },
  { magic: "fd377a585a00", name: "xz", unpack: "xzcat FILE | npm run -s decode -- -" },
  { magic: "425a68", name: "bzip2", unpack: "bzcat FILE | npm run -s decode -- -" },
  { magic: "04224d18", name: "lz4", unpack: "lz4cat FILE | npm run -s decode -- -" },
  { magic: "504b0304", name: "zip", unpack: "unzip -p FILE | npm run -s decode -- -" },
];

function startsWith(bytes: Uint8Array, magic: string): boolean {
  return Buffer.from(bytes.subarray(0, magic.length / 2)).toString("hex") === magic;
}
