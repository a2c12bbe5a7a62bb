/**
 * Peers have buffers of 2048 bytes, and a relayed PACKET grows by its socket (fact sheet §14.2); more breaks
 * interoperation.
 */
export const datagramMax: i32 = 2040;

/** Tunable. */
export const messagesIn: i32 = 32;
export const receiveBytes: i32 = 65536;
/** Not a power of two, or the starts of buffers would compete for the same cache lines. */
export const receiveStride: i32 = 66112;
/** Datagrams sorted at a time. */
export const segments: i32 = 1024;
export const edgesMax: i32 = 65536;
export const buckets: i32 = 65536;
/** Source addresses whose questions are counted. */
export const shields: i32 = 4096;
/** The kernel's limit for one message with UDP_SEGMENT (UDP_MAX_SEGMENTS). */
export const runMax: i32 = 64;
export const runBytes: i32 = 65000;
/** Control data of one message: UDP_SEGMENT or UDP_GRO, and IP_PKTINFO. */
export const controlBytes: i32 = 64;
/** For calls requested by the program. */
export const scratchBytes: i32 = 64;

/** Size of table rows: `Edge`, `Upcall`, `Shield`, and new headers. */
export const edgeBytes: i32 = 64;
export const upcallBytes: i32 = 16;
export const shieldBytes: i32 = 16;
export const headerStride: i32 = 48;
export const localBytes: i32 = 4;
