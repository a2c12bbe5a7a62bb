import type { Mac } from "../../../../base/address/mac.ts";
import type { RelayEdge, RelayTraffic } from "../../datapath.ts";
import { words, type ThreadStart } from "../shared/worker-thread.ts";
import { ringBytes } from "./up-ring.ts";

// The protocol between the program's thread and the worker that relays. Table changes are messages, in batches;
// datagrams for the machine go through a ring; counters are in shared memory. The program sends directly, on the same
// socket.

/** Start parameters of the worker. */
export interface RelayStart extends ThreadStart {
  readonly ring: SharedArrayBuffer;
  readonly socket: number;
}

export type RelayCommand =
  | { readonly kind: "set"; readonly edge: RelayEdge }
  | { readonly kind: "remove"; readonly community: string; readonly mac: Mac }
  | { readonly kind: "plain only"; readonly isSo: boolean };

export type RelayReport =
  | { readonly kind: "ready" }
  /** The ring is no longer empty. */
  | { readonly kind: "up" }
  | { readonly kind: "traffic"; readonly traffic: RelayTraffic };

/** The worker's counters, in order. The last: datagrams for the machine that found no room. */
export const relayCounterNames = ["datagramsIn", "datagramsOut", "refused", "overload"] as const;

/** The shared block: first these 32-bit words, then the counters as doubles. */
const counters = 16;
export const relayShared = { ...words, notified: 2, bytes: counters + 8 * relayCounterNames.length } as const;

export const relayCounterView = (block: SharedArrayBuffer): Float64Array =>
  new Float64Array(block, counters, relayCounterNames.length);

export const relayWordView = (block: SharedArrayBuffer): Int32Array => new Int32Array(block, 0, counters / 4);

export const makeRing = (): SharedArrayBuffer => new SharedArrayBuffer(ringBytes);
