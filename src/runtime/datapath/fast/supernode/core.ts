import { readFileSync } from "node:fs";
import type { RelayDrop } from "../../datapath.ts";
import { AddressSpace } from "../shared/kernel-memory.ts";
import { compile, instantiate, type CompiledCore } from "../shared/web-assembly.ts";

/**
 * The exports of `core/relay-core.ts`. Addresses are offsets into its memory; numbers of packets are in network
 * order.
 */
export interface RelayFunctions {
  useBase(address: bigint): void;
  setRules(plainOnly: number, complete: number): void;
  /** −1 = the table is full. */
  setEdge(): number;
  removeEdge(): void;
  edgeCount(): number;
  dirtyCount(): number;
  dirtyEntry(index: number): number;
  takePackets(entry: number): number;
  clearDirty(): void;

  prepareReceive(count: number): void;
  beginDatagrams(count: number, milliseconds: number): void;
  nextDatagrams(): number;
  datagramCount(): number;
  upcallCount(): number;
  /** Relayed datagrams, and the messages that carry them. */
  passedOn(): number;
  messageCount(): number;
  splitMessage(index: number): number;
}

/** Start of each memory region, in this order; see `core/regions.ts`. */
export const relayRegionNames = [
  "received",
  "inNames",
  "inControl",
  "inMessages",
  "inVectors",
  "inLocals",
  "headers",
  "outMessages",
  "outVectors",
  "outControl",
  "splitMessages",
  "upcalls",
  "edgeTable",
  "edgeIndex",
  "dirtyEdges",
  "shieldTable",
  "drops",
  "scratch",
  "polled",
  "end",
] as const;

type Regions = Readonly<Record<(typeof relayRegionNames)[number], number>>;

/** Numbers and byte sizes of rows, offsets of fields in rows, and indices of counters; see `core/layout.ts`. */
export const relayLayoutNames = [
  "messagesIn",
  "edgesMax",
  "communityBytes",
  "nameBytes",
  "messageBytes",
  "messageVectorCount",
  "upcallBytes",
  "upcallStart",
  "upcallLength",
  "upcallMessage",
  "localBytes",
  "edgeBytes",
  "edgeMac",
  "edgeCarried",
  "edgeFamily",
  "edgePort",
  "edgeAddress",
  "edgeLocal",
  "dropMalformed",
  "dropTtl",
  "dropStranger",
  "dropOtherSocket",
  "dropRate",
  "dropOversize",
] as const;

type Layout = Readonly<Record<(typeof relayLayoutNames)[number], number>>;

/** Why the core drops datagrams, and the name of each counter's index. */
export const relayDropCounters = {
  malformed: "dropMalformed",
  ttl: "dropTtl",
  stranger: "dropStranger",
  "other socket": "dropOtherSocket",
  rate: "dropRate",
  oversize: "dropOversize",
} as const satisfies Record<RelayDrop, keyof Layout>;

/** One instance of the relay core with its memory. */
export class RelayCore extends AddressSpace {
  readonly call: RelayFunctions;
  /** Start of each region. */
  readonly at: Regions;
  readonly layout: Layout;
  readonly words: Uint32Array;

  /** `base`: added to the core's addresses; absent = the real address of its memory. */
  constructor(module: CompiledCore, base?: bigint) {
    const { functions, memory, constants } = instantiate(module);
    const call = functions as unknown as RelayFunctions;
    const at = constants(relayRegionNames);
    super(new Uint8Array(memory), at.received, at.end, (address) => call.useBase(base ?? address));
    this.call = call;
    this.at = at;
    this.layout = constants(relayLayoutNames);
    this.words = new Uint32Array(memory);
  }
}

/** The build puts the module beside the bundles. Throws if it is missing. */
export function loadRelayCore(directory: URL): RelayCore {
  return new RelayCore(compileRelayCore(directory));
}

export function compileRelayCore(directory: URL): CompiledCore {
  return compile(readFileSync(new URL("relay-core.wasm", directory)));
}
