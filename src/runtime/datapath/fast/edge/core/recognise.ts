import { nameBytes } from "../../shared/core/linux";
import {
  communityAt,
  communityBytes,
  compressionNone,
  destinationAt,
  flagsAt,
  fromSupernode,
  hasSocket,
  headerBytes,
  lowFlagsAt,
  relayedBytes,
  socketFamilyAt,
  sourceAt,
  typePacket,
  version,
} from "../../shared/core/packet";
import { sameBytes } from "./frames/checksum";
import { authenticTransform, ethernetBytes, frameMax, prefixBytes, tagBytes } from "./limits";
import { everybody, findPeer, isAuthentic, isDirect, isSession, isStamped, macAt, socketOf, wasShown } from "./peers";
import { message } from "./received";
import { inNames, relayName, template } from "./regions";
import { hiding, isMulticast, isOwnMac, isRelayStamped, mayBeOrdinary, overhead, rulesSet, transformId } from "./rules";
import { kindFrame, sessionAt } from "./sealed";

// Recognises PACKETs from peers in the table, addressed to us, by the expected path and with the expected sealing.
// Everything else goes to the machine.

/** All low flags except those that a supernode sets. */
const fixedFlags: u8 = ~(fromSupernode | hasSocket);
/** Family, port and address of a socket. */
const socketBytes: i32 = 8;

/** The peer whose PACKET for us this is, or `everybody`; −1 = for the machine. */
export function recognised(at: usize, length: i32): i32 {
  if (
    !rulesSet ||
    load<u8>(at) != version ||
    load<u8>(at, flagsAt) != 0 ||
    (load<u8>(at, lowFlagsAt) & fixedFlags) != typePacket
  )
    return -1;
  if (!sameBytes(at + communityAt, template + communityAt, communityBytes)) return -1;
  const forAll = isMulticast(at + destinationAt);
  if (!forAll && !isOwnMac(macAt(at + destinationAt))) return -1;
  const from = payloadAt(at);
  if (from < 0 || length < from) return -1;
  // The payload is preceded by compression and transform, one byte each.
  if (load<u8>(at + <usize>from - 2) != compressionNone) return -1;
  const mac = macAt(at + sourceAt);
  if (isOwnMac(mac)) return -1;
  if (forAll) return isBroadcastRight(at, from, length, mac) ? everybody : -1;
  const peer = findPeer(mac);
  if (peer < 0 || !isSealedRight(peer, at + <usize>from, length - from)) return -1;
  const relayed = isRelayed(at);
  if (hiding && !(relayed ? isRelayStamped : isStamped(peer))) return -1;
  const expected = relayed ? relayName : socketOf(peer);
  if (!relayed && !isDirect(peer)) return -1;
  if (!sameBytes(inNames + <usize>message * nameBytes, expected, socketBytes)) return -1;
  return peer;
}

/** Through the supernode, and not from a peer that the machine does not know yet. Broadcasts have no session. */
function isBroadcastRight(at: usize, from: i32, length: i32, mac: u64): bool {
  if ((load<u8>(at, lowFlagsAt) & fromSupernode) == 0 || (hiding && !isRelayStamped)) return false;
  if (!sameBytes(inNames + <usize>message * nameBytes, relayName, socketBytes)) return false;
  // A group address is never a station's own.
  if ((mac & 1) != 0 || mac == 0 || !isSealedRight(everybody, at + <usize>from, length - from)) return false;
  return findPeer(mac) >= 0 || wasShown(mac);
}

/** Sealed in the only way allowed for this peer's frames. The transform's number precedes the payload. */
function isSealedRight(peer: i32, payload: usize, length: i32): bool {
  const transform = <i32>load<u8>(payload - 1);
  let frameLength = length - overhead;
  if (isAuthentic(peer)) {
    frameLength = length - prefixBytes - tagBytes;
    if (transform != authenticTransform || frameLength < 0) return false;
    if (load<u8>(payload) != kindFrame || !isSession(peer, payload + sessionAt)) return false;
  } else if (transform != transformId || !mayBeOrdinary(peer)) {
    return false;
  }
  return frameLength >= ethernetBytes && frameLength <= frameMax;
}

export function isRelayed(at: usize): bool {
  return (load<u8>(at, lowFlagsAt) & fromSupernode) != 0;
}

/** −1 = a socket of a family other than IPv4 precedes it. The caller knows that the plain header is complete. */
export function payloadAt(at: usize): i32 {
  if ((load<u8>(at, lowFlagsAt) & hasSocket) == 0) return headerBytes;
  return load<u16>(at, socketFamilyAt) == 0 ? relayedBytes : -1;
}
