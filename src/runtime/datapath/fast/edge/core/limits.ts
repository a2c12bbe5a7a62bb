/** n2n v3 (fact sheet §3.5, §6, §17), Ethernet, virtio-net; changing one breaks interoperation. */
export const headerBytes: i32 = 38;
export const preambleBytes: i32 = 16;
export const frameMax: i32 = 2048;
export const ethernetBytes: i32 = 14;
/** struct virtio_net_hdr without buffer count (virtio 1.2 §5.1.6). */
export const virtioBytes: i32 = 10;
/** struct sockaddr_in. */
export const nameBytes: i32 = 16;
export const messageBytes: i32 = 64;
export const vectorBytes: i32 = 16;

/** Authenticated sealing (decision record 0002). */
export const authenticTransform: i32 = 65;
export const prefixBytes: i32 = 17;
export const tagBytes: i32 = 16;
/** Associated data of 51 bytes, and the nonce at 52. */
export const associatedBytes: i32 = 64;

/** Ours to choose. */
export const slots: i32 = 256;
/** A PACKET with the largest frame is 2118 bytes with preamble and padding, 2119 with prefix and tag. */
export const slotBytes: i32 = 2176;
export const messagesIn: i32 = 8;
export const receiveBytes: i32 = 65536;
/** Not a power of two: the starts of buffers would fight for the same cache lines. */
export const receiveStride: i32 = 66112;
export const segmentsIn: i32 = 256;
export const stageBytes: i32 = 327680;
/** Key stream that is made at once: it stays in a near cache until it is used. Not less than a packet. */
export const streamBytes: i32 = 16384;
export const flows: i32 = 8;
/** What the kernel takes in one datagram with UDP_SEGMENT (UDP_MAX_SEGMENTS), and we in one coalesced frame. */
export const runMax: i32 = 64;
export const runBytes: i32 = 65000;
export const peersMax: i32 = 4096;
export const peerBytes: i32 = 112;
/** Senders of broadcasts that the machine has been shown and may not have taken into the table yet. */
export const strangers: i32 = 256;
export const indexSlots: i32 = 16384;
export const preambles: i32 = 4096;
export const frameInBytes: i32 = 65664;
