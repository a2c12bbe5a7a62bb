import { ipv4Text, ipv4Word } from "../base/address/ipv4-word.ts";
import { macAt, writeMac } from "../base/address/mac.ts";
import { latin1, writeText } from "./fields/text.ts";
import type { CommunityName, FieldText, RegisterSuper, RegisterSuperAck } from "./message.ts";
import { recurringText } from "./fields/recurring.ts";
import { flag, spec } from "./spec.ts";
import { room } from "./writer.ts";

// The registration and its answer by hand, because they are most of a supernode's work. Only the form that edges
// send; undefined = any other, which the declared layouts (§3.3, §3.6) handle. A test compares the two.

/**
 *     24 cookie 4 │ 28 edge 6 │ [34 family 2, port 2, address 4] │ address 4, prefix 1 │ description 16 │ scheme 2,
 *     size 2, token │ key time 4
 *
 * The caller has checked version, flags and type, and that the 24 header bytes are there.
 */
export function decodeRegisterSuper(bytes: Uint8Array): RegisterSuper | undefined {
  const withSocket = (bytes[3]! & flag.socket) !== 0;
  const at = withSocket ? 42 : 34;
  const token = at + 25;
  if (bytes.length < token || bytes[4] === 0 || bytes[23] !== 0) return undefined;
  const size = (bytes[token - 2]! << 8) | bytes[token - 1]!;
  if (bytes.length < token + size + 4 || size > spec.tokenMax || bytes[at + 4]! > 32) return undefined;
  if (withSocket && (bytes[34] !== 0 || bytes[35] !== 0)) return undefined;
  const message: RegisterSuper = {
    type: "REGISTER_SUPER",
    ttl: bytes[1]!,
    fromSupernode: (bytes[3]! & flag.fromSupernode) !== 0,
    community: recurringText(bytes, 4) as CommunityName,
    cookie: u32(bytes, 24),
    edge: macAt(bytes, 28),
    address: { address: ipv4At(bytes, at), prefix: bytes[at + 4]! },
    description: latin1(bytes.subarray(at + 5, at + 20)) as FieldText,
    auth: {
      scheme: (bytes[token - 4]! << 8) | bytes[token - 3]!,
      token: new Uint8Array(bytes.subarray(token, token + size)),
    },
    keyTime: u32(bytes, token + size),
  };
  if (!withSocket) return message;
  return { ...message, socket: { address: ipv4At(bytes, 38), port: (bytes[36]! << 8) | bytes[37]! } };
}

/**
 *     24 cookie 4 │ 28 supernode 6 │ 34 address 4, prefix 1 │ 39 lifetime 2 │ 41 family 2, port 2, address 4 │ 49 scheme 2,
 *     size 2, token │ 0 supernodes │ key time 4
 */
export function encodeRegisterSuperAck(message: RegisterSuperAck): Uint8Array | undefined {
  const { token } = message.auth;
  const assigned = ipv4Word(message.address.address);
  const socket = ipv4Word(message.socket.address);
  const isUsual = message.supernodes.length === 0 && token.length <= spec.tokenMax;
  if (!isUsual || assigned === undefined || socket === undefined) return undefined;
  const bytes = room().subarray(0, 58 + token.length);
  bytes[0] = spec.version;
  bytes[1] = message.ttl;
  bytes[3] = ackType | flag.socket | (message.fromSupernode ? flag.fromSupernode : 0);
  writeText(bytes, 4, message.community, spec.communityBytes);
  put32(bytes, 24, message.cookie);
  writeMac(bytes, 28, message.supernode);
  putIpv4(bytes, 34, assigned);
  bytes[38] = message.address.prefix;
  put16(bytes, 39, message.lifetime);
  put16(bytes, 43, message.socket.port);
  putIpv4(bytes, 45, socket);
  put16(bytes, 49, message.auth.scheme);
  put16(bytes, 51, token.length);
  if (token.length > 0) bytes.set(token, 53);
  put32(bytes, 54 + token.length, message.keyTime);
  return bytes;
}

const ackType = 7;

function u32(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
}

function ipv4At(bytes: Uint8Array, at: number): string {
  return ipv4Text((bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0);
}

function put16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 8;
  bytes[at + 1] = value;
}

function put32(bytes: Uint8Array, at: number, value: number): void {
  put16(bytes, at, value >>> 16);
  put16(bytes, at + 2, value);
}

function putIpv4(bytes: Uint8Array, at: number, word: number): void {
  bytes[at] = word;
  bytes[at + 1] = word >>> 8;
  bytes[at + 2] = word >>> 16;
  bytes[at + 3] = word >>> 24;
}
