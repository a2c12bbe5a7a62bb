import { Message, SocketAddress } from "../../shared/core/linux";
import { Upcall } from "../../shared/core/upcall";
import { Write } from "./frames/flow";
import { Segment } from "./incoming";
import { Peer } from "./peers";

// The layout for the program: numbers of rows, their sizes, and offsets of fields. TypeScript knows this memory only
// from here and from `regions.ts`.

export { messageBytes, nameBytes, vectorBytes } from "../../shared/core/linux";
export { communityAt, communityBytes, fromSupernode, lowFlagsAt, sourceAt } from "../../shared/core/packet";
export { speckKeyAt } from "./ciphers/speck";
export { twofishBoxBytes, twofishBoxes } from "./ciphers/twofish";
export {
  associatedBytes,
  frameInBytes,
  messagesIn,
  peerBytes,
  peersMax,
  preamblePoolBytes,
  prefixBytes,
  scratchBytes,
  segmentBytes,
  tagBytes,
  templateBytes,
  upcallBytes,
  virtioBytes,
  writeBytes,
} from "./limits";
export { newsDirect, newsMentioned, newsOverheard, newsRelayed, newsSent, newsUnsealed } from "./peers";
export { dropAddress, dropHeader, dropLength, dropMalformed, dropMulticast, dropReplayed, dropUnsealed } from "./rules";
export { associatedLength, rowNonceAt, rowNonceCounterAt } from "./sealed";
export { frameDropped, frameForMachine, frameTaken } from "./frames/segment";

export const namePort = offsetof<SocketAddress>("port");
export const messageVectorCount = offsetof<Message>("vectorCount");

export const segmentPayload = offsetof<Segment>("payload");
export const segmentLength = offsetof<Segment>("length");
export const segmentPeer = offsetof<Segment>("peer");
export const segmentDatagram = offsetof<Segment>("datagram");
export const segmentStampHigh = offsetof<Segment>("stampHigh");
export const segmentStampLow = offsetof<Segment>("stampLow");

export const upcallStart = offsetof<Upcall>("start");
export const upcallLength = offsetof<Upcall>("length");
export const upcallMessage = offsetof<Upcall>("message");

export const writeFirstVector = offsetof<Write>("vectors");
export const writeVectorCount = offsetof<Write>("vectorCount");

export const peerPort = offsetof<Peer>("port");
export const peerMentionedPort = offsetof<Peer>("mentionedPort");
export const peerMentionedAddress = offsetof<Peer>("mentionedAddress");
export const peerSentFrames = offsetof<Peer>("sentFrames");
export const peerDirectFrames = offsetof<Peer>("directFrames");
export const peerRelayedFrames = offsetof<Peer>("relayedFrames");
export const peerOverheardFrames = offsetof<Peer>("overheardFrames");
