import {
  datagramCount as datagrams,
  segmentCount as segments,
  segmentsAuthentic as segmentsBySession,
  upcallCount as upcalls,
} from "./incoming";
import { batchAuthentic as slotsBySession, slotCount as slots } from "./outgoing";

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
