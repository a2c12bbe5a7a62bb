import { readFileSync } from "node:fs";
import { compile, instantiate, type CompiledCore } from "../shared/web-assembly.ts";

/** What `core/fast-core.ts` exports. Addresses are offsets into its memory; numbers in packets lie there as in packets. */
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
  setRelay(address: number, port: number): void;
  /** −1 = the table is full. */
  setPeer(mac: bigint, direct: number, address: number, port: number): number;
  removePeer(mac: bigint): void;
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

  beginFrame(length: number): number;
  nextSlots(): number;
  slotCount(): number;
  /** Where the frame of a slot begins, behind header and preamble. */
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

/** Where the regions of its memory begin; see `core/regions.ts`. */
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
  "end",
] as const;

export type Regions = Readonly<Record<(typeof regionNames)[number], number>>;

/** What `beginFrame` returns. */
export const outcome = { dropped: 0, taken: 1, forMachine: 2 } as const;

/** Bits of what `takeNews` returns. */
export const news = { sent: 1, direct: 2, relayed: 4, mentioned: 8, overheard: 16, unsealed: 32 } as const;

/** In the order of their counters. */
export const dropReasons = [
  "frame-length",
  "address",
  "multicast",
  "malformed",
  "unsealed",
  "replayed",
  "header",
] as const;

/** `core/limits.ts`. */
export const limits = {
  slots: 256,
  /** The place of everybody, behind those of the peers. */
  peersMax: 4096,
  messagesIn: 8,
  preamblePoolBytes: 65536,
  scratchBytes: 65536,
  frameIn: 65664,
} as const;

export type { CompiledCore };

/** One instance of the packet core with its memory, which never grows or moves. */
export class Core {
  readonly call: CoreFunctions;
  readonly at: Regions;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly words: Uint32Array;
  readonly longs: BigUint64Array;

  constructor(module: CompiledCore) {
    const { functions, memory, constants } = instantiate(module);
    this.call = functions as unknown as CoreFunctions;
    this.at = constants(regionNames);
    this.bytes = new Uint8Array(memory);
    this.words = new Uint32Array(memory);
    this.longs = new BigUint64Array(memory);
  }
}

/** The build puts the module beside the bundles. Throws when it is not there. */
export function loadCore(directory: URL): Core {
  return new Core(compileCore(directory));
}

export function compileCore(directory: URL): CompiledCore {
  return compile(readFileSync(new URL("fast-core.wasm", directory)));
}
