import { segmentCount as segments, upcallCount as upcalls, datagramCount as datagrams } from "./incoming";
import { slotCount as slots } from "./outgoing";

//  What the program may call, and where the regions are. `../core.ts` declares the same for TypeScript.

export { setVector, useBase } from "./kernel";
export { setRelay, setRules } from "./rules";
export { clearDirty, dirtyCount, dirtyPeer, removePeer, setPeer, takeNews } from "./peers";
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
export { beginDatagrams, nextDatagrams, prepareReceive } from "./incoming";
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
} from "./cbc";
export { openChaCha20, sealChaCha20 } from "./chacha20";
export { openSpeck, scheduleSpeck, sealSpeck } from "./speck";
export { decryptFinals, decryptStage, sealTwofish } from "./twofish";
export * from "./regions";

export function slotCount(): i32 {
  return slots;
}

export function segmentCount(): i32 {
  return segments;
}

export function upcallCount(): i32 {
  return upcalls;
}

export function datagramCount(): i32 {
  return datagrams;
}
