import { familyInternet, SocketAddress } from "../../shared/core/linux";
import { compressionAt, compressionNone, Mac, sourceAt, transformAt, transformNull } from "../../shared/core/packet";
import { etherTypeAt, etherTypeIpv4, Ipv4Header, ipv4Bytes } from "./frames/headers";
import { ethernetBytes, frameMax, preambleBytes } from "./limits";
import { clearChain, everybody, isAuthentic, macAt } from "./peers";
import { drops, relayName, template } from "./regions";

//  What may pass, as the machine's own data path has it (fact sheet §10.5).

/** Why frames are dropped: the places of their counters. */
export const dropLength: i32 = 0;
export const dropAddress: i32 = 1;
export const dropMulticast: i32 = 2;
export const dropMalformed: i32 = 3;
export const dropUnsealed: i32 = 4;
export const dropReplayed: i32 = 5;
export const dropHeader: i32 = 6;

let ownMac: u64 = 0;
/** As in a packet; 0 = none yet. */
let ownAddress: u32 = 0;
let routing: bool = false;
let acceptMulticast: bool = false;
/** False until the program has given the rules: then everything is the machine's. */
export let rulesSet: bool = false;
export let overhead: i32 = 0;
export let transformId: i32 = 0;
let requireAuthentic: bool = false;
/** Are headers hidden? And does the program have the window of the supernode's stamps? */
export let hiding: bool = false;
export let isRelayStamped: bool = false;
/** False while there is no session of ours that frames may be sealed under. */
let canAuthenticate: bool = false;
/** Frames to group addresses go to the supernode without the machine's doing. */
let relaysGroups: bool = false;

/** The template holds the header of our PACKETs. */
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

export function allowAuthentic(possible: bool): void {
  canAuthenticate = possible;
}

export function setRelayStamped(stamped: bool): void {
  isRelayStamped = stamped;
}

export function allowGroups(allowed: bool): void {
  relaysGroups = allowed;
}

/** May a frame to a group address leave without the machine's doing? No session covers those. */
export function maySendToGroups(): bool {
  return relaysGroups && !requireAuthentic && changetype<SocketAddress>(relayName).family != 0;
}

/** May the peer's frames leave without the machine's doing? */
export function maySend(peer: i32): bool {
  return isAuthentic(peer) ? canAuthenticate : !requireAuthentic;
}

/** May frames in the ordinary transform come from this peer? Who once was authentic is not believed otherwise. */
export function mayBeOrdinary(peer: i32): bool {
  return !requireAuthentic && !isAuthentic(peer);
}

/** `address` as in a packet; port 0 = there is no supernode now. */
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

/** A frame from the TAP; −1 = it may go out. */
export function refusesOut(frame: usize, length: i32): i32 {
  if (isMulticast(frame) && !acceptMulticast && !isBroadcast(frame)) return dropMulticast;
  return isForeign(frame, length, offsetof<Ipv4Header>("source")) ? dropAddress : -1;
}

/**
 * The ciphers do not authenticate: the address that stands in the PACKET, `destination`, and inside the frame is the one
 * check of the key. A bridging peer may differ, towards edges that route.
 */
export function isSealedForUs(frame: usize, destination: usize): bool {
  return routing || macAt(frame) == macAt(destination);
}

/** A frame that a peer sealed; −1 = the host may have it. */
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
