import type { Random } from "../../base/random.ts";
import { type Seals, theSeals } from "../../seal/seals.ts";
import { StampIssuer } from "../../seal/stamps/stamp.ts";
import { decode } from "../../wire/codec.ts";
import type { EdgeConfig } from "../config.ts";
import type { Credentials } from "./credentials.ts";
import { type Headers, encodeFilled, openWith } from "./headers.ts";
import { spec } from "../timing.ts";
import { UserHeaders } from "./user.ts";

/** Plain headers, hidden ones (`-H`), or those of user/password mode. */
export function headerGate(
  config: EdgeConfig,
  random: Random,
  credentials: Credentials | undefined,
  seals: Seals = theSeals,
): Headers {
  if (credentials === undefined && config.headerEncryption !== true) return plainHeaders;
  const name = Buffer.alloc(spec.communityBytes);
  name.write(config.community, "latin1");
  return credentials === undefined
    ? hiddenHeaders(name, random, seals)
    : new UserHeaders(name, random, credentials, seals);
}

const plainHeaders: Headers = {
  keyed: true,
  seal: (message, _now, size) => encodeFilled(message, size),
  open(bytes) {
    const message = decode(bytes);
    return "malformed" in message ? message : { message };
  },
  rekey: () => true,
};

/** One key, derived from the community's name. */
function hiddenHeaders(name: Uint8Array, random: Random, seals: Seals): Headers {
  const cipher = seals.headerCipher(name, random);
  const stamps = new StampIssuer();
  return {
    keyed: true,
    seal: (message, now, size) => cipher.seal(encodeFilled(message, size), stamps.issue(now)),
    open: (bytes) => openWith(cipher, bytes) ?? "header",
    rekey: () => true,
  };
}
