/** n2n v3 (fact sheet §2, §3.5, §11.3); changing one breaks interoperation. */
export const commonBytes: i32 = 24;
export const headerBytes: i32 = 38;
/** With the socket that a supernode inserts. */
export const relayedBytes: i32 = 46;
/** Peers have buffers of 2048 bytes, and a relayed PACKET grows by its socket (§14.2). */
export const datagramMax: i32 = 2040;

/** Linux: struct sockaddr_in, mmsghdr, iovec. */
export const nameBytes: i32 = 16;
export const messageBytes: i32 = 64;
export const vectorBytes: i32 = 16;

/** Ours to choose. */
export const messagesIn: i32 = 32;
export const receiveBytes: i32 = 65536;
/** Not a power of two: the starts of buffers would fight for the same cache lines. */
export const receiveStride: i32 = 66112;
/** Datagrams that are sorted at a time. */
export const segments: i32 = 1024;
export const edgesMax: i32 = 65536;
export const buckets: i32 = 65536;
export const entryBytes: i32 = 64;
/** Source addresses whose questions are counted. */
export const shields: i32 = 4096;
/** What the kernel takes in one datagram with UDP_SEGMENT (UDP_MAX_SEGMENTS). */
export const runMax: i32 = 64;
export const runBytes: i32 = 65000;
/** Control data of one message: UDP_SEGMENT or UDP_GRO, and IP_PKTINFO. */
export const controlBytes: i32 = 64;
/** For calls that the program asks for. */
export const scratchBytes: i32 = 64;
