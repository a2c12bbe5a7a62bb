import { hex } from "../base/bytes.ts";
import type { Note } from "../base/note.ts";
import { decode } from "../wire/codec.ts";
import type { Malformed, Message } from "../wire/message.ts";
import type { SealedNow } from "./seals/sealed.ts";
import type { Veil } from "./veil.ts";

/** A datagram that a machine sends: its message, and the key that hid its header. Payloads are given by length. */
export function said(bytes: Uint8Array, sealed: SealedNow, veil: Veil): object {
  const under = sealed.find(bytes);
  const message = shownMessage(decode(under?.packet ?? bytes), veil);
  return { ...message, size: bytes.length, ...(under && { under: under.by, stamp: under.stamp }) };
}

/** Converts to JSON-compatible values. */
export function shownMessage(message: Message | Malformed, veil: Veil): object {
  if ("malformed" in message) return message;
  const community = veil.name(message.community);
  if (message.type === "PACKET") return { ...message, community, payload: message.payload.length };
  if (!("auth" in message)) return { ...message, community };
  const { scheme, token } = message.auth;
  return { ...message, community, auth: { scheme, token: hex(veil.token(token)) } };
}

/** Without the sentence of a drop reason, so that rewording it does not change recordings. */
const isSentence = (what: string, name: string): boolean => what === "dropped" && name === "why";

export function veiledNote({ with: facts, ...note }: Note, veil: Veil): object {
  if (facts === undefined) return note;
  const veiled = Object.entries(facts)
    .filter(([name]) => !isSentence(note.what, name))
    .map(([name, fact]) => [name, typeof fact === "string" ? veil.shown(fact) : fact]);
  return { ...note, with: Object.fromEntries(veiled) as object };
}
