import { fromHex, hex } from "../../base/bytes.ts";
import { seededRandom } from "../../base/random.ts";
import { headerCipher } from "../../seal/header.ts";
import { decode } from "../../wire/codec.ts";
import type { Malformed, Message } from "../../wire/message.ts";
import { spec } from "../../wire/spec.ts";
import type { FederationKeys } from "../federation/keys.ts";
import { padded } from "../../wire/fields/text.ts";

/** A message as read by an eavesdropper with all keys. */
export interface Unsealed {
  readonly message: Message | Malformed;
  readonly sealing: string;
}

/** Opens datagrams of one community in any mode, without the code under test. For tests. */
export function unsealer(
  community: string,
  dynamicKeys: readonly string[] = [],
  federation?: Pick<FederationKeys, "headers">,
): (bytes: Uint8Array) => Unsealed {
  const random = seededRandom(2);
  const name = padded(community, spec.communityBytes);
  const dynamic = dynamicKeys.map((key): [string, ReturnType<typeof headerCipher>] => [
    `dynamic ${key}`,
    headerCipher(name, random, { secret: fromHex(key), coverPayloadIv: true }),
  ]);
  const ciphers = new Map([...dynamic, ["static", headerCipher(name, random)]]);
  const [first, ...others] = federation?.headers ?? [];
  if (first !== undefined) ciphers.set("federation", headerCipher(first.field, random, { secret: first.secret }));
  for (const { field, secret } of others) ciphers.set("federation by name", headerCipher(field, random, { secret }));
  return (bytes) => {
    for (const [sealing, cipher] of ciphers) {
      const whole = cipher.open(bytes);
      if (whole !== undefined) return { message: decode(whole.packet), sealing };
      const signed = bytes.length < 16 ? undefined : cipher.open(bytes.subarray(0, -16));
      if (signed !== undefined) return { message: decode(signed.packet), sealing: `${sealing} and 16 bytes` };
    }
    return { message: decode(bytes), sealing: "plain" };
  };
}

/** For comparisons: without the stale memory of a PEER_INFO (§3.8). */
export function textOf({ message, sealing }: Unsealed): string {
  const shown =
    "type" in message && message.type === "PEER_INFO" ? { ...message, load: 0, uptime: 0, version: "" } : message;
  return `${sealing} ${JSON.stringify(shown, (_, value: unknown) => (value instanceof Uint8Array ? hex(value) : value))}`;
}
