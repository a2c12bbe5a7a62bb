import { hex } from "../../base/bytes.ts";
import { endpointKey } from "../../base/address/endpoint.ts";
import { type Random } from "../../base/random.ts";
import { compression, decompress } from "../../seal/compression/compression.ts";
import { makeTransform } from "../../seal/ciphers/make-transform.ts";
import { stampText } from "../../seal/stamps/text.ts";
import type { Transform } from "../../seal/ciphers/transform.ts";
import type { Zstd } from "../../seal/compression/zstd.ts";
import { decode } from "../../wire/codec.ts";
import { communityText } from "../../wire/community.ts";
import type { Message, Packet } from "../../wire/message.ts";
import { payloadOffset } from "../../wire/packet.ts";
import { flag, spec } from "../../wire/spec.ts";
import { AuthReader } from "./auth-facts.ts";
import { fieldsOf } from "./fields.ts";
import type { Keys } from "./keys.ts";
import { type PlainDatagram, type Opener, openers } from "./openers.ts";
import type { Rereadable } from "./capture/file.ts";
import { readCapture } from "./capture/read-capture.ts";
import { Messages, type SentMessage } from "./messages.ts";
import { Skipped } from "./skipped.ts";

export interface DecodeOptions extends Keys {
  /** "auto" = as each PACKET says. */
  readonly transform: Transform["id"] | "auto";
}

/**
 * One object of the output. Filled in place, because copying each part would take most of the time for a large
 * capture.
 */
type Row = Record<string, unknown>;

const neverAsked: Random = { bytes: (count) => new Uint8Array(count), u32: () => 0 };
const transformNames = ["null", "twofish", "aes", "chacha20", "speck"] as const;
const multicastGroup = "224.0.0.68";

/**
 * One object per n2n message of a capture, in the format of the `*.decoded.json` files; everything else is noted in
 * `skipped`. With users the file is read twice, because dynamic keys may come after the first message that they hide.
 * Throws NotACapture.
 */
export async function* decodeCapture(
  file: Rereadable,
  options: DecodeOptions,
  zstd: Zstd,
  skipped: Skipped,
): AsyncGenerator<object> {
  const learned: Uint8Array[] = [];
  if (options.users.length > 0) {
    const first = new Decoder(options, zstd);
    for await (const { sent, start } of messagesOf(file(), new Skipped())) first.decode(sent, start);
    learned.push(...first.dynamicKeys);
  }
  const decoder = new Decoder({ ...options, dynamicKeys: [...options.dynamicKeys, ...learned] }, zstd);
  for await (const { sent, start } of messagesOf(file(), skipped)) yield decoder.decode(sent, start);
}

/** `start`: of the capture, in microseconds. */
async function* messagesOf(
  file: AsyncIterable<Uint8Array>,
  skipped: Skipped,
): AsyncGenerator<{ readonly sent: SentMessage; readonly start: number }> {
  const messages = new Messages(skipped);
  let start: number | undefined;
  for await (const captured of readCapture(file, skipped)) {
    start ??= captured.microseconds;
    for (const sent of messages.in(captured)) yield { sent, start };
  }
  if (start === undefined) return skipped.add({ what: "the capture holds no packets", lost: true });
  for (const sent of messages.end()) yield { sent, start };
}

class Decoder {
  readonly #options: DecodeOptions;
  readonly #zstd: Zstd;
  readonly #openers: readonly Opener[];
  readonly #auth: AuthReader;
  readonly #transforms: readonly Transform[];

  constructor(options: DecodeOptions, zstd: Zstd) {
    this.#options = options;
    this.#zstd = zstd;
    this.#openers = openers(options);
    this.#auth = new AuthReader(options.users);
    this.#transforms = transformNames.map((name) => makeTransform(name, options.key ?? "", neverAsked));
  }

  get dynamicKeys(): readonly Uint8Array[] {
    return this.#auth.dynamicKeys;
  }

  decode(sent: SentMessage, start: number): object {
    const { microseconds, protocol, from, to, bytes } = sent;
    const row: Row = {
      t: (microseconds - start) / 1e6,
      proto: protocol,
      src: endpointKey(from),
      dst: endpointKey(to),
      len: bytes.length,
    };
    const opened = this.#open(bytes);
    const message = decode(opened.packet);
    if ("malformed" in message) {
      return Object.assign(row, { undecoded: true, raw: hex(bytes), note: this.#whyNot(sent) });
    }
    addHeader(row, opened);
    this.#addMessage(row, message, opened, bytes);
    row["wire"] = hex(bytes);
    return row;
  }

  /** Encrypted first: 32 bits of checksum are more reliable than a version byte. */
  #open(bytes: Uint8Array): PlainDatagram {
    for (const open of this.#openers) {
      const opened = open(bytes);
      if (opened !== undefined) return opened;
    }
    return { headerEncryption: "none", packet: bytes };
  }

  #addMessage(row: Row, message: Message, opened: PlainDatagram, bytes: Uint8Array): void {
    const { packet, headerEncryption, outerHash } = opened;
    row["message"] = message.type;
    row["ttl"] = message.ttl;
    row["flags"] = ((packet[2]! << 8) | packet[3]!) & ~flag.type;
    row["community"] = communityText(message.community);
    if (headerEncryption === "federation") row["community20"] = hex(packet.subarray(4, spec.headerBytes));
    Object.assign(row, fieldsOf(message));
    if (message.type === "PACKET") this.#addFrame(row, message, packet);
    const encrypted = outerHash === undefined ? bytes : bytes.subarray(0, -outerHash.length);
    Object.assign(row, this.#auth.read(message, opened, encrypted));
  }

  #addFrame(row: Row, message: Packet, packet: Uint8Array): void {
    const { payload, compression: id } = message;
    row["payload_offset"] = payloadOffset(packet);
    const { transform } = this.#options;
    const opener = this.#transforms.find((one) => one.id === (transform === "auto" ? message.transform : transform));
    const plain = opener?.open(payload);
    const frame = plain && decompress(id, plain, this.#zstd);
    if (plain === undefined || frame === undefined) {
      row["payload"] = hex(payload);
      return;
    }
    if (id !== compression.none) row["compressed_len"] = plain.length;
    row["ethernet_frame"] = hex(frame);
  }

  #whyNot({ to }: SentMessage): string {
    return this.#options.users.length > 0 && to.address === multicastGroup
      ? "REGISTER to the multicast group, header encrypted with the random key an edge holds before it has learned the dynamic key; nobody can decrypt it"
      : "not an n2n message, or its header is encrypted with a key that was not given";
  }
}

function addHeader(row: Row, { headerEncryption, packet, stamp, outerHash }: PlainDatagram): void {
  row["header_encryption"] = headerEncryption;
  if (stamp === undefined) return;
  const isPacket = (packet[3]! & flag.type) === 3;
  const hidden = headerEncryption === "dynamic" ? 16 : 0;
  row["header_len"] = isPacket ? Math.min(packet.length, payloadOffset(packet) + hidden) : packet.length;
  row["stamp"] = stampText(stamp);
  if (outerHash !== undefined) row["trailing_hash"] = hex(outerHash);
}
