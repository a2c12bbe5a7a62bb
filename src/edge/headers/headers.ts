import type { Instant } from "../../base/instant.ts";
import type { HeaderCipher } from "../../seal/header.ts";
import type { Stamp } from "../../seal/stamps/stamp.ts";
import { decode, encode } from "../../wire/codec.ts";
import type { Auth, Malformed, Message } from "../../wire/message.ts";

/** The layer between messages and datagrams: plain or hidden headers (fact sheet §8, §9.4, §9.5). */
export interface Headers {
  /** False = no peer could read our messages, because we do not have the dynamic key yet. */
  readonly keyed: boolean;
  /** `size`: the least size of a message without a payload; peers ignore the zeros that fill it (§2). */
  seal(message: Message, now: Instant, size?: number): Uint8Array;
  /** "header": not hidden in the same way as ours. The caller checks the stamps of hidden headers. */
  open(bytes: Uint8Array, now: Instant): ReceivedMessage | Malformed | "header";
  /** Adopts the key in an acknowledgement. False = it does not answer our challenge. */
  rekey(auth: Auth, now: Instant): boolean;
}

export interface ReceivedMessage {
  readonly message: Message;
  readonly stamp?: Stamp;
}

/** The plain datagram, filled with zeros up to `size`. */
export function encodeFilled(message: Message, size = 0): Uint8Array {
  const bytes = encode(message);
  if (bytes.length >= size) return bytes;
  const filled = new Uint8Array(size);
  filled.set(bytes);
  return filled;
}

/** The message under one key. Undefined = another key, or not a message. */
export function openWith(cipher: HeaderCipher, bytes: Uint8Array): ReceivedMessage | Malformed | undefined {
  const header = cipher.open(bytes);
  if (header === undefined) return undefined;
  const message = decode(header.packet);
  return "malformed" in message ? message : { message, stamp: header.stamp };
}
