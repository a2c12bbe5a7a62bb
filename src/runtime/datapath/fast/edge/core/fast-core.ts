import {
  addressedCount as addressed,
  datagramCount as datagrams,
  segmentCount as segments,
  segmentsAuthentic as segmentsBySession,
  upcallCount as upcalls,
} from "./incoming";
import { batchAuthentic as slotsBySession, slotCount as slots } from "./outgoing";

// The packet core of an edge. `../forwarder.ts` calls it in order of processing:
//
//   from the TAP       1. frames/segment.ts   is the frame for a peer of the table (peers.ts) and allowed (rules.ts)? Cut up,
//                                             checksummed; an ARP request goes to who is known to have the address
//                                             (neighbours.ts)
//                      2. outgoing.ts         a slot for each datagram: header, preamble, frame
//                      3. ciphers/, authentic.ts   seal all slots; hiding/hide.ts hides their headers
//                      4. outgoing.ts         slots of one peer become messages for sendmmsg(2)
//   from the network   1. received.ts         the datagrams that one recvmmsg(2) brought
//                      2. sort.ts             is it a PACKET of a peer of the table (recognise.ts; hiding/unhide.ts: hidden
//                                             headers)? Then it becomes a segment, else an upcall, for the machine (incoming.ts)
//                      3. ciphers/, authentic.ts   open all segments
//                      4. frames/coalesce.ts  what makes sense and is allowed is joined, and becomes writes to the TAP
// The functions that the program may call, and the constants that describe this memory. `../core.ts` declares the
// same for TypeScript.

export { useBase } from "../../shared/core/kernel";
export { setVector } from "./kernel";
export { allowAuthentic, allowGroups, clearRules, setRelay, setRelayStamped, setRules } from "./rules";
export { hideHeaders } from "./hiding/hide";
export { scheduleHiding } from "./ciphers/speck128";
export { counterOf, prepareOpening, prepareSealing, refuseSegment } from "./authentic";
export { clearDirty, dirtyCount, dirtyPeer, removePeer, setAuthentic, setPeer, setStamped, takeNews } from "./peers";
export { claimNeighbour } from "./neighbours";
export { beginFrame, nextSlots } from "./frames/segment";
export {
  buildMessages,
  discardSlots,
  frameOf,
  needsPreambles,
  payloadLength,
  preamblesFilled,
  splitMessage,
} from "./outgoing";
export { beginDatagrams, prepareReceive } from "./received";
export { nextDatagrams } from "./sort";
export { compactSegments } from "./incoming";
export { allowUdp } from "./frames/joinable";
export { coalesce } from "./frames/coalesce";
export {
  activeInCbc,
  beginCbc,
  blocksOf,
  gatherCut,
  leaveCbc,
  payloadOf,
  slotInOrder,
  stageSealed,
  steal,
  stepCbc,
  unchain,
} from "./ciphers/cbc";
export { openChaCha20, sealChaCha20 } from "./ciphers/chacha20";
export { applyStream, chainPreambles, planStream, streamContinues, streamIv, streamLength } from "./ciphers/key-stream";
export { openSpeck, scheduleSpeck, sealSpeck } from "./ciphers/speck";
export { decryptFinals, decryptStage, sealTwofish } from "./ciphers/twofish";
export * from "./regions";
export * from "./layout";

export function slotCount(): i32 {
  return slots;
}

export function segmentCount(): i32 {
  return segments;
}

/** Is the current batch sealed under sessions? */
export function slotsAuthentic(): bool {
  return slotsBySession;
}

export function segmentsAuthentic(): bool {
  return segmentsBySession;
}

export function upcallCount(): i32 {
  return upcalls;
}

export function datagramCount(): i32 {
  return datagrams;
}

export function addressedCount(): i32 {
  return addressed;
}
