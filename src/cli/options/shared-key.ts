import { scrypt } from "node:crypto";
import { bytesOf } from "../../base/byte-text.ts";
import { authenticatedScrypt } from "../../seal/authenticated-key.ts";
import type { CommunityName } from "../../wire/message.ts";
import { spec } from "../../wire/spec.ts";
import { padded } from "../../wire/fields/text.ts";

/** `authenticatedKey` on another thread, so that the rest of start-up continues meanwhile. */
export function sharedKey(passphrase: string, community: CommunityName): Promise<Uint8Array> {
  const { salt, bytes, cost } = authenticatedScrypt(padded(community, spec.communityBytes));
  return new Promise((resolve, reject) => {
    scrypt(bytesOf(passphrase), salt, bytes, cost, (error, key) =>
      error ? reject(error) : resolve(new Uint8Array(key)),
    );
  });
}
