import { messageBytes, nameBytes, vectorBytes } from "../../shared/core/linux";
import {
  buckets,
  controlBytes,
  edgeBytes,
  edgesMax,
  headerStride,
  localBytes,
  messagesIn,
  receiveStride,
  runMax,
  scratchBytes,
  segments,
  shieldBytes,
  shields,
  upcallBytes,
} from "./limits";

// Linear memory, one region after the other with unused gaps, which a test fills and checks.
//  Memory never grows, so its address in the process never changes.

const gap: usize = 64;

/** Received datagrams, joined by the kernel. */
export const received: usize = 1024;
export const inNames: usize = received + messagesIn * receiveStride + gap;
export const inControl: usize = inNames + messagesIn * nameBytes + gap;
export const inMessages: usize = inControl + messagesIn * controlBytes + gap;
export const inVectors: usize = inMessages + messagesIn * messageBytes + gap;
/** Our address that each message was sent to (u32 in network order, 0 = unknown). */
export const inLocals: usize = inVectors + messagesIn * vectorBytes + gap;
/** New headers of relayed PACKETs. */
export const headers: usize = inLocals + messagesIn * localBytes + gap;
export const outMessages: usize = headers + segments * headerStride + gap;
export const outVectors: usize = outMessages + segments * messageBytes + gap;
export const outControl: usize = outVectors + 2 * segments * vectorBytes + gap;
/** One message split into one per datagram. */
export const splitMessages: usize = outControl + segments * controlBytes + gap;
/** Datagrams for the machine: rows of `Upcall`. */
export const upcalls: usize = splitMessages + runMax * messageBytes + gap;
/** Rows of `Edge`. */
export const edgeTable: usize = upcalls + segments * upcallBytes + gap;
/** First entry of each bucket, plus one (u32). */
export const edgeIndex: usize = edgeTable + edgesMax * edgeBytes + gap;
/** Entries with unreported traffic (u32). */
export const dirtyEdges: usize = edgeIndex + buckets * 4 + gap;
/** Token buckets of source addresses: rows of `Shield`. */
export const shieldTable: usize = dirtyEdges + edgesMax * 4 + gap;
/** Dropped datagrams by reason (u32), see `drops.ts`. */
export const drops: usize = shieldTable + shields * shieldBytes + gap;
/** An entry to look up or to add, as in the table; then struct pollfd[2]. */
export const scratch: usize = drops + 32 + gap;
export const polled: usize = scratch + scratchBytes + gap;
/** From here on nothing is given to the kernel. */
export const end: usize = polled + scratchBytes + gap;
