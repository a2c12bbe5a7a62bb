import { Bug } from "../../base/bug.ts";
import type { Codec } from "./field.ts";
import type { Auth } from "../message.ts";
import { spec } from "../spec.ts";

/** Scheme and token size as u16, then the token (§2). Decoded tokens are copies: they outlive the datagram. */
export const auth: Codec<Auth> = {
  name: "auth",
  bytes: 4,
  more: "n",
  read(reader) {
    const scheme = reader.u16();
    const start = reader.at;
    const size = reader.u16();
    if (size <= spec.tokenMax) return { scheme, token: new Uint8Array(reader.take(size)) };
    reader.fail("token", start);
    return noAuth;
  },
  write(writer, { scheme, token }) {
    if (token.length > spec.tokenMax) throw new Bug(`token of ${token.length} bytes`);
    writer.u16(scheme);
    writer.u16(token.length);
    writer.put(token);
  },
};

/** Scheme 0 with an empty token: what supernodes answer to simple ids (§3.6). */
export const noAuth: Auth = { scheme: 0, token: new Uint8Array(0) };
