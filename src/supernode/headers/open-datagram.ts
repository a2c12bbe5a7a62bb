import { hostOf } from "../../base/address/host.ts";
import { inFrame } from "../../seal/stamps/stamp.ts";
import { decode } from "../../wire/codec.ts";
import type { Message } from "../../wire/message.ts";
import { flag, spec } from "../../wire/spec.ts";
import { costOf, isListed } from "../access/community-list.ts";
import { privacyOf } from "../access/community.ts";
import { isStatic } from "./header-key.ts";
import type { Dropped } from "../problems.ts";
import type { Arrival } from "./arrival.ts";
import type { State } from "../state.ts";
import type { SupernodeDrop } from "../../status/supernode-drops.ts";

/** An opened datagram: its message, and how it was sealed. */
export interface OpenedDatagram {
  readonly message: Message;
  readonly arrival: Arrival;
}

/** Opens a datagram, or says why it must be dropped (fact sheet §8.2, §11.1). */
export function openDatagram(state: State, bytes: Uint8Array, arrival: Arrival): OpenedDatagram | Dropped {
  if (looksPlain(bytes)) return read(state, bytes, arrival);
  const { from, now } = arrival;
  const found =
    state.headerKeys.openAgain(bytes, from) ??
    (maySearch(state, arrival) ? state.headerKeys.search(bytes, from) : "rate");
  if (found === "rate") return { dropped: "rate" };
  if (found === undefined) return { dropped: "malformed" };
  const { packet, ...seal } = found;
  // Whoever the sender is, this is too far from our clock (§8.3).
  if (!inFrame(seal.stamp, now)) return { dropped: "replay", behind: Math.round(now / 1000) - seal.stamp.high };
  return read(state, packet, { ...arrival, ...seal });
}

function read(state: State, packet: Uint8Array, arrival: Arrival): OpenedDatagram | Dropped {
  const message = decode(packet);
  if ("malformed" in message) return { dropped: "malformed" };
  const dropped = mismatch(state, message, arrival);
  if (dropped === undefined) return { message, arrival };
  // The federation's name is its key.
  return message.community === state.federation.name ? { dropped } : { dropped, community: message.community };
}

/** Whether a message was sealed otherwise than its community requires. */
function mismatch({ communities, federation }: State, message: Message, arrival: Arrival): SupernodeDrop | undefined {
  const { headerKey, signature } = arrival;
  const community = communities.find(message.community);
  if (headerKey === undefined) {
    const hidden = message.community === federation.name || (community && privacyOf(community) === "encrypted");
    return hidden === true ? "unencrypted" : undefined;
  }
  if (headerKey.users !== undefined)
    return isStatic(message.type) === (signature !== undefined) ? undefined : "other key";
  // The first encrypted edge changes a plain community; see `privacyOf`.
  const turns = message.type === "REGISTER_SUPER";
  return community !== undefined && privacyOf(community) === "plain" && !turns ? "encrypted" : undefined;
}

/** How the reference distinguishes them. */
function looksPlain(bytes: Uint8Array): boolean {
  if (bytes.length < spec.headerBytes) return true;
  const isKnown = bytes[2] === 0 && bytes[3]! < 0x80 && (bytes[3]! & flag.type) <= plainTypeMax;
  return bytes[0] === spec.version && bytes[23] === 0 && isKnown;
}

/** RE_REGISTER_SUPER, the one type above, is never sent plain (§3.10). */
const plainTypeMax = 11;

function maySearch({ headerKeys, rate }: State, { from, now }: Arrival): boolean {
  const cost = headerKeys.size;
  const host = hostOf(from.address);
  const lane = headerKeys.knows(host) ? "knownKeys" : "allKeys";
  return rate.take(host, "keys", cost, now) && rate.take(everybody, lane, cost, now);
}

/** Whether the list allows a name; "rate" = too many new names. */
export function allows({ list, rate }: State, name: Message["community"], now: Arrival["now"]): boolean | "rate" {
  if (list === undefined) return true;
  const cost = costOf(list, name);
  if (cost > 0 && !rate.take(everybody, "names", cost, now)) return "rate";
  return isListed(list, name);
}

/** Not an address. */
const everybody = "*";
