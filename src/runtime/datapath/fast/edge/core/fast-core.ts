import {
  datagramCount as datagrams,
  segmentCount as segments,
  segmentsAuthentic as segmentsBySession,
  upcallCount as upcalls,
} from "./incoming";
import { batchAuthentic as slotsBySession, slotCount as slots } from "./outgoing";

//  The packet core of an edge. `../forwarder.ts` calls it in the order in which packets pass:
//
//   from the TAP       1. segment.ts   is the frame for a peer of the table (peers.ts) and allowed (rules.ts)? Cut up, checksum
//                      2. outgoing.ts  a slot for each datagram: header, preamble, frame
//                      3. ciphers/, authentic.ts  seal all slots; hide.ts hides their headers
//                      4. outgoing.ts  slots of one peer become messages for sendmmsg(2)
//   from the network   1. incoming.ts  is it a PACKET of a peer of the table, from its socket? (unhide.ts: hidden headers)
//                      2. incoming.ts  it becomes a segment; everything else is an upcall, for the machine
//                      3. ciphers/, authentic.ts  open all segments
//                      4. coalesce.ts  what makes sense and is allowed is joined, and becomes writes to the TAP
//
//  What the program may call, and the constants by which it finds its way in this memory. `../core.ts` declares the same
//  for TypeScript.

export { useBase } from "../../shared/core/kernel";
export { setVector } from "./kernel";
export { allowAuthentic, allowGroups, setRelay, setRelayStamped, setRules } from "./rules";
export { hideHeaders } from "./hide";
export { scheduleHiding } from "./ciphers/speck128";
export { counterOf, prepareOpening, prepareSealing, refuseSegment } from "./authentic";
export { clearDirty, dirtyCount, dirtyPeer, removePeer, setAuthentic, setPeer, setStamped, takeNews } from "./peers";
export { beginFrame, nextSlots } from "./segment";
export {
  buildMessages,
  discardSlots,
  frameOf,
  needsPreambles,
  payloadLength,
  preamblesFilled,
  splitMessage,
} from "./outgoing";
export { beginDatagrams, compactSegments, nextDatagrams, prepareReceive } from "./incoming";
export { allowUdp, coalesce } from "./coalesce";
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

/** Is the batch at hand sealed under sessions? */
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
