import { gzipSync } from "node:zlib";
import { concat } from "../../src/base/bytes.ts";
import { seededRandom } from "../../src/base/random.ts";
import { TrafficFilter, parseRule } from "../../src/edge/frames/traffic-filter.ts";
import { compression, decompress } from "../../src/seal/compression/compression.ts";
import { headerCipher } from "../../src/seal/header.ts";
import { makeTransform } from "../../src/seal/ciphers/make-transform.ts";
import type { Zstd } from "../../src/seal/compression/zstd.ts";
import { communityField } from "../../src/tools/community-field.ts";
import { readDescription, readSoap } from "../../src/portmap/igd.ts";
import { decodeNatPmp } from "../../src/portmap/nat-pmp.ts";
import { decodePcp } from "../../src/portmap/pcp.ts";
import { decodeSearchAnswer } from "../../src/portmap/ssdp.ts";
import { NotACapture, readCapture } from "../../src/tools/decode/capture/read-capture.ts";
import { Messages } from "../../src/tools/decode/messages.ts";
import { Skipped } from "../../src/tools/decode/skipped.ts";
import { decode, encode } from "../../src/wire/codec.ts";
import { framed, Frames } from "../../src/wire/framing.ts";

/** Something that takes bytes from strangers. It throws when it broke a promise. */
export type Target = (bytes: Uint8Array) => void | Promise<void>;

export function decoders(zstd: Zstd): Readonly<Record<string, Target>> {
  const random = seededRandom(1);
  const names = ["null", "twofish", "aes", "chacha20", "speck"] as const;
  const transforms = names.map((name) => makeTransform(name, "secret", random));
  const cipher = headerCipher(communityField("hiddencomm")!, random);
  const filter = new TrafficFilter([parseRule("0.0.0.0/0,10.0.0.0/8:[1,1024],TCP-,UDP-,ICMP-")!]);
  let stream = new Frames();
  return {
    message(bytes) {
      const message = decode(bytes);
      if ("malformed" in message) return;
      const again = decode(encode(message));
      if ("malformed" in again) throw new Error(`what we encode, we do not decode: ${again.malformed}`);
    },
    header(bytes) {
      cipher.open(bytes);
      // Behind a checksum that fits: the fields themselves are hostile.
      if (bytes.length >= 24) cipher.open(cipher.seal(bytes, { high: 0, low: 1 }));
    },
    transforms: (bytes) => transforms.forEach((transform) => transform.open(bytes)),
    compression(bytes) {
      for (const id of Object.values(compression)) {
        const length = decompress(id, bytes, zstd)?.length ?? 0;
        if (length > 2048 && id !== compression.none) throw new Error(`decompressed to ${length} bytes`);
      }
    },
    filter: (bytes) => void filter.verdict(bytes),
    framing(bytes) {
      const isPart = random.u32() % 2 === 0 && bytes.length > 0;
      const segment = isPart ? bytes : framed(bytes);
      const messages = stream.add(segment.subarray(0, isPart ? undefined : 1 + (random.u32() % segment.length)));
      for (const message of messages ?? []) if (message.length > 2046) throw new Error("an oversize frame");
      // After a length that no peer may send, the connection is closed.
      if (messages === undefined) stream = new Frames();
    },
    packet(bytes) {
      const messages = new Messages(new Skipped());
      for (const linkType of [0, 1, 101, 113, 276, 147]) {
        messages.in({ number: 1, microseconds: 0, linkType, bytes, cut: false });
      }
      messages.end();
    },
    router(bytes) {
      decodeNatPmp(bytes);
      decodePcp(bytes);
      readSoap(bytes);
      readDescription(bytes, { at: { address: gateway, port: 80 }, path: "/" });
      const found = decodeSearchAnswer(bytes, gateway);
      if (found !== undefined && found.at.address !== gateway) throw new Error("led to another machine");
    },
    async capture(bytes) {
      for (const file of [
        concat(pcapHeader, bytes),
        concat(pcapngHeader, bytes),
        gzipSync(concat(pcapHeader, bytes)),
        bytes,
      ]) {
        const skipped = new Skipped();
        try {
          for await (const { number } of readCapture(inPieces(file), skipped))
            if (number < 1) throw new Error("a number");
        } catch (error) {
          if (!(error instanceof NotACapture)) throw error;
        }
      }
    },
  };
}

const gateway = "192.168.1.1";
/** A section and an Ethernet interface. */
const pcapngHeader = Buffer.from(
  "0a0d0d0a1c0000004d3c2b1a01000000ffffffffffffffff1c000000" + "010000001400000001000000ffff000014000000",
  "hex",
);

async function* inPieces(file: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.length; at += 61) yield file.subarray(at, at + 61);
}

const pcapHeader = Buffer.from("d4c3b2a1020004000000000000000000ffff000001000000", "hex");
