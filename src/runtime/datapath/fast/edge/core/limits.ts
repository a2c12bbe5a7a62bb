/** n2n v3 (fact sheet §3.5, §6, §17), Ethernet, virtio-net; changing one breaks interoperation. */
export const preambleBytes: i32 = 16;
export const frameMax: i32 = 2048;
export const ethernetBytes: i32 = 14;
export const virtioBytes: i32 = 10;

/** Authenticated sealing (decision record 0002). */
export const authenticTransform: i32 = 65;
export const prefixBytes: i32 = 17;
export const tagBytes: i32 = 16;

/** Tunable. */
export const slots: i32 = 256;
/** A PACKET with the largest frame is 2118 bytes with preamble and padding, 2119 with prefix and tag. */
export const slotBytes: i32 = 2176;
export const messagesIn: i32 = 8;
export const receiveBytes: i32 = 65536;
/** Not a power of two, or the starts of buffers would compete for the same cache lines. */
export const receiveStride: i32 = 66112;
export const segmentsIn: i32 = 256;
export const stageBytes: i32 = 327680;
/** Key stream per call: small enough to stay in a near cache until it is used. Not less than a packet. */
export const streamBytes: i32 = 16384;
export const flows: i32 = 8;
/** The kernel's limit for one message with UDP_SEGMENT (UDP_MAX_SEGMENTS), and ours for one coalesced frame. */
export const runMax: i32 = 64;
export const runBytes: i32 = 65000;
export const peersMax: i32 = 4096;
/** Senders of broadcasts that the machine has seen and may not have added to the table yet. */
export const strangers: i32 = 256;
/** Addresses of which is known which peer has them; a power of two. */
export const neighbours: i32 = 1024;
export const indexSlots: i32 = 16384;
export const preambles: i32 = 4096;
export const frameInBytes: i32 = 65664;
/** For calls requested by the program: one datagram or frame. */
export const scratchBytes: i32 = 65536;
export const preamblePoolBytes: i32 = preambles * preambleBytes;

/** Space for the header of our PACKETs. */
export const templateBytes: i32 = 64;

/** Size of table rows in bytes; their records are declared where they are used. */
export const slotRowBytes: i32 = 16;
export const segmentBytes: i32 = 32;
export const upcallBytes: i32 = 16;
export const flowBytes: i32 = 64;
export const writeBytes: i32 = 8;
export const writeHeaderBytes: i32 = 16;
export const peerBytes: i32 = 112;
export const neighbourBytes: i32 = 16;
/** The associated data of authenticated sealing for a frame, and its nonce. */
export const associatedBytes: i32 = 64;
export const sumBytes: i32 = 16;
export const hiddenBytes: i32 = 80;
/** Control data of a message: sent, UDP_SEGMENT; received, UDP_GRO. */
export const outControlBytes: i32 = 32;
export const inControlBytes: i32 = 64;
/** A block of AES, Twofish and SPECK-128. */
export const blockBytes: i32 = 16;
