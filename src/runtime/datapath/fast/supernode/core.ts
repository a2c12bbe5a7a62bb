import { readFileSync } from "node:fs";
import type { RelayDrop } from "../../datapath.ts";
import { AddressSpace } from "../shared/kernel-memory.ts";
import { compile, instantiate, type CompiledCore } from "../shared/web-assembly.ts";

/** What `core/relay-core.ts` exports. Addresses are offsets into its memory; numbers in packets lie there as in packets. */
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
  /** Datagrams that are passed on, and the messages that carry them. */
  passedOn(): number;
  messageCount(): number;
  splitMessage(index: number): number;
}

/** Where the regions of its memory begin, in this order; see `core/regions.ts`. */
export const regionNames = [
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

export type Regions = Readonly<Record<(typeof regionNames)[number], number>>;

/** `core/limits.ts`. */
export const limits = { messagesIn: 32, messageBytes: 64, nameBytes: 16, edgesMax: 65_536 } as const;

/** In the order of their counters. */
export const dropReasons: readonly RelayDrop[] = ["malformed", "ttl", "stranger", "other socket", "rate", "oversize"];

/** One instance of the relay core with its memory. */
export class RelayCore extends AddressSpace {
  readonly call: RelayFunctions;
  readonly at: Regions;
  readonly words: Uint32Array;

  /** `base`: what the core adds to its addresses; absent = where its memory really is. */
  constructor(module: CompiledCore, base?: bigint) {
    const { functions, memory, numbers } = instantiate(module);
    const call = functions as unknown as RelayFunctions;
    const at = Object.fromEntries(regionNames.map((name) => [name, numbers(name)])) as Regions;
    super(new Uint8Array(memory), at.received, at.end, (address) => call.useBase(base ?? address));
    this.call = call;
    this.at = at;
    this.words = new Uint32Array(memory);
  }
}

/** The build puts the module beside the bundles. Throws when it is not there. */
export function loadRelayCore(directory: URL): RelayCore {
  return new RelayCore(compileRelayCore(directory));
}

export function compileRelayCore(directory: URL): CompiledCore {
  return compile(readFileSync(new URL("relay-core.wasm", directory)));
}
