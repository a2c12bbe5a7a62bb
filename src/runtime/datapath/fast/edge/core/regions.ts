import { messageBytes, nameBytes, vectorBytes } from "../../shared/core/linux";
import {
  associatedBytes,
  blockBytes,
  flowBytes,
  flows,
  frameInBytes,
  hiddenBytes,
  inControlBytes,
  indexSlots,
  messagesIn,
  neighbourBytes,
  neighbours,
  outControlBytes,
  peerBytes,
  peersMax,
  preamblePoolBytes,
  receiveStride,
  runMax,
  scratchBytes,
  segmentBytes,
  segmentsIn,
  slotBytes,
  slotRowBytes,
  slots,
  stageBytes,
  strangers,
  streamBytes,
  sumBytes,
  templateBytes,
  upcallBytes,
  writeBytes,
  writeHeaderBytes,
} from "./limits";

// Linear memory, one region after the other with unused gaps, which a test fills and checks.
//  Memory never grows, so its address in the process never changes.

const gap: usize = 64;

/** One frame from the TAP after its virtio header. */
export const frameIn: usize = 1024;
/** Outgoing datagrams, one per slot, and rows of `Slot`. */
export const outSlots: usize = frameIn + frameInBytes + gap;
export const outTable: usize = outSlots + slots * slotBytes + gap;
/** One block of every slot side by side, and the slots by decreasing number of blocks (i32). */
export const chain: usize = outTable + slots * slotRowBytes + gap;
export const order: usize = chain + slots * blockBytes + gap;
export const outMessages: usize = order + slots * 4 + gap;
export const outVectors: usize = outMessages + slots * messageBytes + gap;
export const outControl: usize = outVectors + slots * vectorBytes + gap;
/** Received datagrams, coalesced by the kernel. */
export const received: usize = outControl + slots * outControlBytes + gap;
export const inNames: usize = received + messagesIn * receiveStride + gap;
export const inControl: usize = inNames + messagesIn * nameBytes + gap;
export const inMessages: usize = inControl + messagesIn * inControlBytes + gap;
export const inVectors: usize = inMessages + messagesIn * messageBytes + gap;
/** Sealed payloads, later plain frames: rows of `Segment`. */
export const segments: usize = inVectors + messagesIn * vectorBytes + gap;
/** Datagrams for the machine: rows of `Upcall`. */
export const upcalls: usize = segments + segmentsIn * segmentBytes + gap;
export const stage: usize = upcalls + segmentsIn * upcallBytes + gap;
export const finals: usize = stage + stageBytes + gap;
/** Open runs of frames to be joined for the host: rows of `Flow`, and their vectors. */
export const flowTable: usize = finals + segmentsIn * blockBytes + gap;
export const flowVectors: usize = flowTable + flows * flowBytes + gap;
/** Writes to the TAP: rows of `Write`, virtio headers, vectors. */
export const writes: usize = flowVectors + flows * runMax * vectorBytes + gap;
export const writeHeaders: usize = writes + segmentsIn * writeBytes + gap;
export const writeVectors: usize = writeHeaders + segmentsIn * writeHeaderBytes + gap;
export const preamblePool: usize = writeVectors + 2 * segmentsIn * vectorBytes + gap;
/** Rows of `Peer`, the last of them everybody's, and an index by MAC (u16). */
export const peerTable: usize = preamblePool + preamblePoolBytes + gap;
export const peerIndex: usize = peerTable + (peersMax + 1) * peerBytes + gap;
/** Peers with unreported traffic (u16), and everybody; the next region is aligned. */
export const dirtyPeers: usize = peerIndex + indexSlots * 2 + gap;
/**
 * A PACKET header with our MAC and community; then the supernode's sockaddr_in; then dropped frames by reason (u64).
 */
export const template: usize = dirtyPeers + (peersMax + 8) * 2 + gap;
export const relayName: usize = template + templateBytes + gap;
export const drops: usize = relayName + nameBytes + gap;
/** Round keys and tables of the ciphers that run here. */
export const keys: usize = drops + 64 + gap;
/** For calls requested by the program: one datagram or frame, and a sockaddr_in or struct pollfd[3] before it. */
export const scratch: usize = keys + 8192 + gap;
export const scratchName: usize = scratch + scratchBytes + gap;
/** EVP's length results, followed by a zero IV. */
export const openssl: usize = scratchName + 64 + gap;
/** Associated data of authenticated sealing, one row per frame; and our session. */
export const associated: usize = openssl + 64 + gap;
export const ownSession: usize = associated + segmentsIn * associatedBytes + gap;
/** Header encryption: round keys, blocks, hashes, and datagrams (one row more than there can be). */
export const hideKeys: usize = ownSession + 8 + gap;
export const hideBlocks: usize = hideKeys + 512 + gap;
export const sums: usize = hideBlocks + 2 * segmentsIn * blockBytes + gap;
export const hidden: usize = sums + segmentsIn * sumBytes + gap;
/** Never written: the input of key streams. */
export const zeros: usize = hidden + (segmentsIn + 1) * hiddenBytes + gap;
/** MACs of seen broadcast senders (u64), each in the slot of its hash. */
export const strangerTable: usize = zeros + streamBytes + gap;
/** Rows of `Neighbour`, each in the one place that its address names. */
export const neighbourTable: usize = strangerTable + strangers * 8 + gap;
export const end: usize = neighbourTable + neighbours * neighbourBytes + gap;
