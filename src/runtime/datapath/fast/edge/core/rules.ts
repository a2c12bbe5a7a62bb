import { familyInternet, SocketAddress } from "../../shared/core/linux";
import { compressionAt, compressionNone, Mac, sourceAt, transformAt, transformNull } from "../../shared/core/packet";
import { etherTypeAt, etherTypeIpv4, Ipv4Header, ipv4Bytes } from "./frames/headers";
import { ethernetBytes, frameMax, preambleBytes } from "./limits";
import { clearChain, everybody, isAuthentic, macAt } from "./peers";
import { drops, relayName, template } from "./regions";

// What may pass, by the same rules as in the machine (fact sheet §10.5).

/** Why frames are dropped: indices of their counters. */
export const dropLength: i32 = 0;
export const dropAddress: i32 = 1;
export const dropMulticast: i32 = 2;
export const dropMalformed: i32 = 3;
export const dropUnsealed: i32 = 4;
export const dropReplayed: i32 = 5;
export const dropHeader: i32 = 6;

let ownMac: u64 = 0;
/** In network order; 0 = none yet. */
let ownAddress: u32 = 0;
let routing: bool = false;
let acceptMulticast: bool = false;
/** False while the program has set no rules; then everything goes to the machine. */
export let rulesSet: bool = false;
export let overhead: i32 = 0;
export let transformId: i32 = 0;
let requireAuthentic: bool = false;
/** Are headers hidden? Does the program have the supernode's stamp window? */
export let hiding: bool = false;
export let isRelayStamped: bool = false;
/** False while we have no session to seal frames under. */
let canAuthenticate: bool = false;
/** Frames to group addresses go to the supernode without the machine. */
let relaysGroups: bool = false;

/** The template contains the header of our PACKETs. */
export function setRules(
  address: u32,
  routes: bool,
  multicast: bool,
  transform: i32,
  authentic: bool,
  hides: bool,
): void {
  ownMac = macAt(template + sourceAt);
  ownAddress = address;
  routing = routes;
  acceptMulticast = multicast;
  transformId = transform;
  requireAuthentic = authentic;
  hiding = hides;
  overhead = transform == transformNull ? 0 : preambleBytes;
  clearChain(everybody);
  store<u8>(template, compressionNone, compressionAt);
  store<u8>(template, transform, transformAt);
  rulesSet = true;
}

export function clearRules(): void {
  rulesSet = false;
}

export function allowAuthentic(possible: bool): void {
  canAuthenticate = possible;
}

export function setRelayStamped(stamped: bool): void {
  isRelayStamped = stamped;
}

export function allowGroups(allowed: bool): void {
  relaysGroups = allowed;
}

/** May a frame to a group address be sent without the machine? Sessions do not cover these. */
export function maySendToGroups(): bool {
  return relaysGroups && !requireAuthentic && changetype<SocketAddress>(relayName).family != 0;
}

/** May frames for the peer be sent without the machine? */
export function maySend(peer: i32): bool {
  return isAuthentic(peer) ? canAuthenticate : !requireAuthentic;
}

/** May this peer send frames in the ordinary transform? A peer that was authenticated may not. */
export function mayBeOrdinary(peer: i32): bool {
  return !requireAuthentic && !isAuthentic(peer);
}

/** `address` in network order; port 0 = no supernode at present. */
export function setRelay(address: u32, port: u32): void {
  const name = changetype<SocketAddress>(relayName);
  name.family = port == 0 ? 0 : familyInternet;
  name.port = <u16>port;
  name.address = address;
  name.zero = 0;
}

export function drop(reason: i32): void {
  const counter = drops + <usize>reason * sizeof<u64>();
  store<u64>(counter, load<u64>(counter) + 1);
}

export function isOwnMac(mac: u64): bool {
  return mac == ownMac;
}

/** Broadcast, or another group address. */
export function isMulticast(at: usize): bool {
  return (load<u8>(at) & 1) != 0;
}

/** Checks a frame from the TAP; −1 = it may be sent. */
export function refusesOut(frame: usize, length: i32): i32 {
  if (isMulticast(frame) && !acceptMulticast && !isBroadcast(frame)) return dropMulticast;
  return isForeign(frame, length, offsetof<Ipv4Header>("source")) ? dropAddress : -1;
}

/**
 * The ciphers do not authenticate: comparing the address in the PACKET, `destination`, with the one in the frame is
 * the only check of the key. A bridging peer may differ, towards edges that route.
 */
export function isSealedForUs(frame: usize, destination: usize): bool {
  return routing || macAt(frame) == macAt(destination);
}

/** Checks an opened frame; −1 = it may go to the host. */
export function refusesIn(frame: usize, length: i32): i32 {
  if (length < ethernetBytes || length > frameMax) return dropLength;
  if (isMulticast(frame)) return acceptMulticast || isBroadcast(frame) ? -1 : dropMulticast;
  return isForeign(frame, length, offsetof<Ipv4Header>("destination")) ? dropAddress : -1;
}

export function isBroadcast(at: usize): bool {
  return changetype<Mac>(at).head == 0xffffffff && changetype<Mac>(at).tail == 0xffff;
}

/** `field`: the source or destination of an IPv4 header. */
function isForeign(frame: usize, length: i32, field: usize): bool {
  if (routing || length < ethernetBytes + ipv4Bytes || load<u16>(frame, etherTypeAt) != etherTypeIpv4) return false;
  const address = load<u32>(frame + <usize>ethernetBytes + field);
  return address != ownAddress || ownAddress == 0;
}
