/**
 * A datagram whose header is not encrypted, in the order in which it is read. It is written in the same order.
 *
 * 1. here: version, flags and type (`spec.ts`)
 * 2. PACKET in `packet.ts`, REGISTER_SUPER and its answer in `register-super.ts`: by hand, because they are most of the work
 * 3. any other message, and their unusual forms: as `layouts.ts` declares them; `layout.ts` makes the codec of a declaration
 * 4. `fields/`: one codec for each kind of field, over `reader.ts` and `writer.ts`
 * 5. `message.ts`: the message, or where the datagram is malformed
 *
 * On TCP, `framing.ts` splits the stream into messages first. `community.ts`: names of communities as users write them.
 *
 * @module
 */

import { header, messages, type Body } from "./layouts.ts";
import type { Layout } from "./layout.ts";
import type { Common, Malformed, Message } from "./message.ts";
import { decodePacket, encodePacket } from "./packet.ts";
import { decodeRegisterSuper, encodeRegisterSuperAck } from "./register-super.ts";
import { Reader } from "./reader.ts";
import { flag, spec } from "./spec.ts";
import { Writer } from "./writer.ts";

/** The datagram of a message, without header encryption. Flags follow from the fields. */
export function encode(message: Message): Uint8Array {
  if (message.type === "PACKET") return encodePacket(message);
  const usual = message.type === "REGISTER_SUPER_ACK" ? encodeRegisterSuperAck(message) : undefined;
  return usual ?? encodeDeclared(message);
}

/**
 * The message in a plain datagram. Never throws, whatever the bytes. Bytes behind the last field are ignored, as by the
 * reference (§2). A PACKET's payload is a view into `bytes`; everything else is copied.
 */
export function decode(bytes: Uint8Array): Message | Malformed {
  if (bytes.length < spec.headerBytes) return { malformed: "short", at: bytes.length };
  if (bytes[0] !== spec.version) return { malformed: "version", at: 0 };
  const word = (bytes[2]! << 8) | bytes[3]!;
  if ((word & flag.unknown) !== 0) return { malformed: "flags", at: 2 };
  const type = typeNames[word & flag.type];
  if (type === undefined) return { malformed: "type", at: 3 };
  if (type === "PACKET") return decodePacket(bytes);
  const usual = type === "REGISTER_SUPER" ? decodeRegisterSuper(bytes) : undefined;
  return usual ?? decodeDeclared(type, bytes);
}

/** Encodes messages that have no faster encoder; exported so that the two can be compared. */
export function encodeDeclared(message: Message): Uint8Array {
  const { number, layout } = declared(message.type);
  const writer = new Writer();
  const word = number | layout.flags(message) | (message.fromSupernode ? flag.fromSupernode : 0);
  header.write(writer, { version: spec.version, ttl: message.ttl, word, community: message.community });
  layout.write(writer, message);
  return writer.finish();
}

/** The inverse of `encodeDeclared`. The caller has checked version, flags and type. */
export function decodeDeclared(type: Message["type"], bytes: Uint8Array): Message | Malformed {
  const reader = new Reader(bytes);
  const { ttl, word, community } = header.read(reader, 0);
  const body = declared(type).layout.read(reader, word);
  if (reader.trouble !== undefined) return reader.trouble;
  const common = { type, ttl, fromSupernode: (word & flag.fromSupernode) !== 0, community };
  return Object.assign(common, body) as Message;
}

const typeNames: (Message["type"] | undefined)[] = [];
for (const [name, { number }] of Object.entries(messages)) typeNames[number] = name as Message["type"];

function declared(type: Message["type"]): { number: number; layout: Layout<Body<Common>> } {
  return messages[type];
}
