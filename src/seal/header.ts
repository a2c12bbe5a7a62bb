import type { Random } from "../base/random.ts";
import { packetType, payloadOffset } from "../wire/packet.ts";
import { flag } from "../wire/spec.ts";
import { headKey as headKeyOf, ivKey } from "./header-key.ts";
import { pearson64 } from "./pearson.ts";
import { speck, type Speck } from "./ciphers/speck.ts";
import type { Stamp } from "./stamps/stamp.ts";

/** Encrypts and opens the headers of one community with one key (fact sheet §8.2). */
export interface HeaderCipher {
  /** `packet` is a finished plain datagram of at least 24 bytes. The result has the same size. */
  seal(packet: Uint8Array, stamp: Stamp): Uint8Array;
  /** Undefined = not encrypted with this key, or modified. The caller checks the stamp. */
  open(bytes: Uint8Array): OpenedHeader | undefined;
}

export interface OpenedHeader {
  /** The plain datagram, ready for `decode`. */
  readonly packet: Uint8Array;
  readonly stamp: Stamp;
}

/**
 *     0 ────── 4 ─────────────────── 8 ──────── 12 ────── 16 ────────────── 20 ────── 24 ──────── L ─────
 *     C(high)  C(low)^S(high)        S(low)     random    "n2" 00 00 + L     0..3      rest        payload
 *     └──────────── one block under k_iv: the IV ───────┘ └──── key stream under k_head ────────┘
 *
 * C = Pearson-64 of the plain packet, S = the stamp. The community's name is not sent: its 20 bytes come from the
 * matching key.
 *
 * `name`: the 20 bytes of the community field. `secret`: what the keys are derived from, `name` itself (static keys) or the community's dynamic key. `coverPayloadIv`: user/password mode, where the first 16 payload bytes are hidden too.
 */
export const headerCipher = (name: Uint8Array, random: Random, options: HeaderOptions = {}): HeaderCipher =>
  new Cipher(name, random, options);

interface HeaderOptions {
  readonly secret?: Uint8Array;
  readonly coverPayloadIv?: boolean;
}

/** A class, because a supernode has one per community: a hundred thousand closures take more memory than their keys. */
class Cipher implements HeaderCipher {
  readonly #name: Uint8Array;
  readonly #random: Random;
  readonly #headKey: Uint8Array;
  readonly #head: Speck;
  readonly #coverPayloadIv: boolean;
  /** Needed only if the first one matches. */
  #second: Speck | undefined;

  constructor(name: Uint8Array, random: Random, { secret = name, coverPayloadIv = false }: HeaderOptions) {
    this.#name = name;
    this.#random = random;
    this.#headKey = headKeyOf(secret);
    this.#head = speck(this.#headKey);
    this.#coverPayloadIv = coverPayloadIv;
  }

  seal(packet: Uint8Array, stamp: Stamp): Uint8Array {
    const length = headerLength(packet, this.#coverPayloadIv);
    const sealed = Uint8Array.from(packet);
    const view = new DataView(sealed.buffer);
    const checksum = checksumOf(packet);
    sealed.copyWithin(20, 0, 4);
    view.setUint32(0, checksum.high);
    view.setUint32(4, checksum.low ^ stamp.high);
    view.setUint32(8, stamp.low);
    sealed.set(this.#random.bytes(4), 12);
    view.setUint32(16, magic + length);
    const iv = this.#ivCipher().encryptBlock(sealed.subarray(0, 16));
    sealed.set(iv);
    this.#head.ctr(iv, sealed, 16, length);
    return sealed;
  }

  open(bytes: Uint8Array): OpenedHeader | undefined {
    if (bytes.length < 24) return undefined;
    const iv = bytes.subarray(0, 16);
    const length = announcedLength(this.#head, iv, bytes);
    // A length below 24 crashes the reference (§14.2).
    if (length < 24 || length > bytes.length) return undefined;
    const packet = Uint8Array.from(bytes);
    this.#head.ctr(iv, packet, 16, length);
    const start = new DataView(this.#ivCipher().decryptBlock(iv).buffer);
    packet.copyWithin(0, 20, 24);
    packet.set(this.#name, 4);
    const checksum = checksumOf(packet);
    if (checksum.high !== start.getUint32(0)) return undefined;
    return { packet, stamp: { high: (start.getUint32(4) ^ checksum.low) >>> 0, low: start.getUint32(8) } };
  }

  #ivCipher(): Speck {
    return (this.#second ??= speck(ivKey(this.#headKey)));
  }
}

const magic = 0x6e32_0000;

/**
 * Checked before anything else is decrypted, because a supernode tries the keys of all its communities on a datagram.
 */
function announcedLength(head: Speck, iv: Uint8Array, bytes: Uint8Array): number {
  const word = Uint8Array.from(bytes.subarray(16, 20));
  head.ctr(iv, word, 0, 4);
  return (((word[0]! << 24) | (word[1]! << 16) | (word[2]! << 8) | word[3]!) >>> 0) - magic;
}

/** End of the encrypted part: the whole message, or for a PACKET everything before the payload (§8.2). */
function headerLength(packet: Uint8Array, coverPayloadIv: boolean): number {
  if ((packet[3]! & flag.type) !== packetType) return packet.length;
  return Math.min(packet.length, payloadOffset(packet) + (coverPayloadIv ? 16 : 0));
}

function checksumOf(packet: Uint8Array): { high: number; low: number } {
  const view = new DataView(pearson64(packet).buffer);
  return { high: view.getUint32(0), low: view.getUint32(4) };
}
