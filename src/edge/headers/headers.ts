import type { Instant } from "../../base/instant.ts";
import type { HeaderCipher } from "../../seal/header.ts";
import type { Stamp } from "../../seal/stamps/stamp.ts";
import { decode } from "../../wire/codec.ts";
import type { Auth, Malformed, Message } from "../../wire/message.ts";

/** What stands between messages and datagrams: nothing, or hidden headers (fact sheet §8, §9.4, §9.5). */
export interface Headers {
  /** False = no peer could read what we seal: the dynamic key is yet to come. */
  readonly keyed: boolean;
  seal(message: Message, now: Instant): Uint8Array;
  /** "header": not hidden as ours are. The caller checks the stamp of hidden ones. */
  open(bytes: Uint8Array, now: Instant): ReceivedMessage | Malformed | "header";
  /** Takes the key in an acknowledgement. False = it does not answer our challenge. */
  rekey(auth: Auth, now: Instant): boolean;
}

export interface ReceivedMessage {
  readonly message: Message;
  readonly stamp?: Stamp;
}

/** The message under one key. Undefined = under another one, or none. */
export function openWith(cipher: HeaderCipher, bytes: Uint8Array): ReceivedMessage | Malformed | undefined {
  const header = cipher.open(bytes);
  if (header === undefined) return undefined;
  const message = decode(header.packet);
  return "malformed" in message ? message : { message, stamp: header.stamp };
}
