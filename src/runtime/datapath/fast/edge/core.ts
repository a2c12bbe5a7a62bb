import { readFileSync } from "node:fs";
import { compile, instantiate, type CompiledCore } from "../shared/web-assembly.ts";

/**
 * The exports of `core/fast-core.ts`. Addresses are offsets into its memory; numbers of packets are in network order.
 */
export interface CoreFunctions {
  useBase(address: bigint): void;
  setVector(vector: number, at: number, length: number): void;
  setRules(
    address: number,
    routing: number,
    acceptMulticast: number,
    transform: number,
    requireAuthentic: number,
    hides: number,
  ): void;
  /** Nothing is carried until they are set again. */
  clearRules(): void;
  setRelay(address: number, port: number): void;
  /** −1 = the table is full. */
  setPeer(mac: bigint, direct: number, address: number, port: number): number;
  removePeer(mac: bigint): void;
  claimNeighbour(mac: bigint, address: number): void;
  /** The session's 8 bytes as two little endian words. */
  setAuthentic(peer: number, authentic: number, low: number, high: number): void;
  allowAuthentic(possible: number): void;
  allowGroups(allowed: number): void;
  setStamped(peer: number, stamped: number): void;
  setRelayStamped(stamped: number): void;
  dirtyCount(): number;
  dirtyPeer(index: number): number;
  takeNews(index: number): number;
  clearDirty(): void;

  /** The result for the frame: `frameDropped`, `frameTaken`, `frameForMachine`. */
  beginFrame(length: number): number;
  nextSlots(): number;
  slotCount(): number;
  /** Start of a slot's frame, after header and preamble. */
  frameOf(index: number): number;
  payloadLength(index: number): number;
  discardSlots(): void;
  needsPreambles(): number;
  preamblesFilled(): void;
  buildMessages(): number;
  splitMessage(index: number): number;

  prepareReceive(): void;
  beginDatagrams(count: number): void;
  nextDatagrams(): number;
  segmentCount(): number;
  upcallCount(): number;
  datagramCount(): number;
  /** Of those, frames for us alone. */
  addressedCount(): number;
  allowUdp(allowed: number): void;
  coalesce(): number;

  slotsAuthentic(): number;
  segmentsAuthentic(): number;
  prepareSealing(firstCounter: number): void;
  prepareOpening(): void;
  counterOf(index: number): number;
  refuseSegment(index: number, replayed: number): void;

  /** The keys lie at `hideBlocks`. */
  scheduleHiding(): void;
  hideHeaders(stampHigh: number, stampLow: number): void;
  compactSegments(): void;

  beginCbc(): number;
  activeInCbc(block: number): number;
  stepCbc(block: number, active: number): void;
  leaveCbc(block: number, active: number): void;
  slotInOrder(index: number): number;
  payloadOf(slot: number): number;
  blocksOf(slot: number): number;
  steal(): void;
  stageSealed(): number;
  gatherCut(): number;
  unchain(): void;
  chainPreambles(): void;
  planStream(opening: number, first: number): number;
  streamLength(): number;
  streamContinues(): number;
  streamIv(): number;
  applyStream(opening: number, first: number, count: number): void;
  sealChaCha20(): void;
  openChaCha20(): void;
  scheduleSpeck(): void;
  sealSpeck(): void;
  openSpeck(): void;
  sealTwofish(): void;
  decryptStage(bytes: number): void;
  decryptFinals(count: number): void;
}

/** Start of each memory region; see `core/regions.ts`. */
export const regionNames = [
  "frameIn",
  "outSlots",
  "outTable",
  "chain",
  "order",
  "outMessages",
  "outVectors",
  "outControl",
  "received",
  "inNames",
  "inControl",
  "inMessages",
  "inVectors",
  "segments",
  "upcalls",
  "stage",
  "finals",
  "flowTable",
  "flowVectors",
  "writes",
  "writeHeaders",
  "writeVectors",
  "preamblePool",
  "peerTable",
  "peerIndex",
  "dirtyPeers",
  "template",
  "relayName",
  "drops",
  "keys",
  "scratch",
  "scratchName",
  "openssl",
  "associated",
  "ownSession",
  "hideKeys",
  "hideBlocks",
  "sums",
  "hidden",
  "zeros",
  "strangerTable",
  "neighbourTable",
  "end",
] as const;

type Regions = Readonly<Record<(typeof regionNames)[number], number>>;

/**
 * Numbers and byte sizes of rows, offsets of fields in rows and packets, bits of news, and indices of counters; see
 * `core/layout.ts`.
 */
export const layoutNames = [
  "messageBytes",
  "nameBytes",
  "vectorBytes",
  "communityAt",
  "communityBytes",
  "fromSupernode",
  "lowFlagsAt",
  "sourceAt",
  "speckKeyAt",
  "twofishBoxBytes",
  "twofishBoxes",
  "associatedBytes",
  "frameInBytes",
  "messagesIn",
  "peerBytes",
  "peersMax",
  "preamblePoolBytes",
  "prefixBytes",
  "scratchBytes",
  "segmentBytes",
  "tagBytes",
  "templateBytes",
  "upcallBytes",
  "virtioBytes",
  "writeBytes",
  "newsDirect",
  "newsMentioned",
  "newsOverheard",
  "newsRelayed",
  "newsSent",
  "newsUnsealed",
  "dropAddress",
  "dropHeader",
  "dropLength",
  "dropMalformed",
  "dropMulticast",
  "dropReplayed",
  "dropUnsealed",
  "associatedLength",
  "rowNonceAt",
  "rowNonceCounterAt",
  "frameDropped",
  "frameForMachine",
  "frameTaken",
  "namePort",
  "messageVectorCount",
  "segmentPayload",
  "segmentLength",
  "segmentPeer",
  "segmentDatagram",
  "segmentStampHigh",
  "segmentStampLow",
  "upcallStart",
  "upcallLength",
  "upcallMessage",
  "writeFirstVector",
  "writeVectorCount",
  "peerPort",
  "peerMentionedPort",
  "peerMentionedAddress",
  "peerSentFrames",
  "peerDirectFrames",
  "peerRelayedFrames",
  "peerOverheardFrames",
] as const;

type Layout = Readonly<Record<(typeof layoutNames)[number], number>>;

/** Why the core drops frames, and the name of each counter's index. */
export const dropCounters = {
  "frame-length": "dropLength",
  address: "dropAddress",
  multicast: "dropMulticast",
  malformed: "dropMalformed",
  unsealed: "dropUnsealed",
  replayed: "dropReplayed",
  header: "dropHeader",
} as const satisfies Record<string, keyof Layout>;

export type { CompiledCore };

/** One instance of the packet core with its memory, which never grows or moves. */
export class Core {
  readonly call: CoreFunctions;
  /** Start of each region. */
  readonly at: Regions;
  readonly layout: Layout;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly words: Uint32Array;
  readonly longs: BigUint64Array;

  constructor(module: CompiledCore) {
    const { functions, memory, constants } = instantiate(module);
    this.call = functions as unknown as CoreFunctions;
    this.at = constants(regionNames);
    this.layout = constants(layoutNames);
    this.bytes = new Uint8Array(memory);
    this.words = new Uint32Array(memory);
    this.longs = new BigUint64Array(memory);
  }
}

/** The build puts the module beside the bundles. Throws if it is missing. */
export function loadCore(directory: URL): Core {
  return new Core(compileCore(directory));
}

export function compileCore(directory: URL): CompiledCore {
  return compile(readFileSync(new URL("fast-core.wasm", directory)));
}
