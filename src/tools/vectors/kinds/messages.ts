import { z } from "zod";
import { fromHex, hex } from "../../../base/bytes.ts";
import { decode, encode } from "../../../wire/codec.ts";
import { messages } from "../../../wire/layouts.ts";
import type { CommunityName, Message } from "../../../wire/message.ts";
import { messageOf, type RecordedMessage } from "../../../wire/recorded.ts";
import { check, has, hexText } from "../check.ts";

const names = Object.keys(messages) as [Message["type"], ...Message["type"][]];
const socket = z.looseObject({ port: z.number() });
const address = z.object({ addr: z.string(), bitlen: z.number() });

/** The fields of each message type are checked by `messageOf`: a missing one shows as a difference. */
const shape = z.looseObject({
  message: z.enum(names),
  common: z.looseObject({ ttl: z.number(), flags: z.number(), community: z.string() }),
  wire: hexText,
  payload: hexText.optional(),
  sock: socket.optional(),
  preferred_sock: socket.optional(),
  dev_addr: address.optional(),
});

const message = check("message", has("message", "common", "wire"), shape, (record, same) => {
  const { ttl, flags, community } = record.common;
  const described = { ...record, ttl, flags, community: community as CommunityName } as unknown as RecordedMessage;
  const fields = messageOf(described, fromHex(record.payload ?? ""));
  same("fields to bytes", hex(encode(fields)), record.wire);
  same("bytes to fields", decode(fromHex(record.wire)), fields);
});

export const wireMessages = [message];
