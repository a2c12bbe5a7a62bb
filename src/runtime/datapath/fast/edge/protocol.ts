import type { Endpoint } from "../../../../base/address/endpoint.ts";
import type { Mac } from "../../../../base/address/mac.ts";
import type { Datagram, ForwardingRules } from "../../datapath.ts";
import type { PeerTraffic } from "../../../../base/peer-traffic.ts";
import { words, type ThreadStart } from "../shared/worker-thread.ts";

// The protocol between the program's thread and the worker that carries packets: messages, and a shared block of
// numbers for counters.

/** Start parameters of the worker. */
export interface WorkerStart extends ThreadStart {
  readonly socket: number;
}

export type WorkerCommand =
  | { readonly kind: "send"; readonly batch: readonly Datagram[] }
  | { readonly kind: "deliver"; readonly batch: readonly Uint8Array[] }
  | { readonly kind: "tap"; readonly fd: number; readonly joinUdp: boolean }
  | { readonly kind: "rules"; readonly rules: ForwardingRules | undefined }
  | { readonly kind: "relay"; readonly supernode: Endpoint | undefined }
  | { readonly kind: "groups"; readonly mayBeRelayed: boolean }
  | { readonly kind: "set"; readonly peer: Mac; readonly direct: Endpoint | undefined }
  | { readonly kind: "remove"; readonly peer: Mac }
  | { readonly kind: "claimed"; readonly peer: Mac; readonly address: string }
  | { readonly kind: "session"; readonly session: SentSession & { readonly counter: Shared; readonly limit: number } }
  | { readonly kind: "stamps"; readonly sender: string; readonly window?: Shared }
  | { readonly kind: "authentic"; readonly peer: Mac; readonly session?: SentSession & { readonly window: Shared } };

/** Sessions as sent to the worker: state that both threads use is passed as shared memory. */
interface SentSession {
  readonly id: Uint8Array;
  readonly key: Uint8Array;
}

type Shared = SharedArrayBuffer;

export type Report =
  | { readonly kind: "ready" }
  | {
      readonly kind: "up";
      readonly frames: readonly Uint8Array[];
      readonly datagrams: readonly Datagram[];
    }
  | { readonly kind: "traffic"; readonly batch: readonly PeerTraffic[] }
  | { readonly kind: "broken"; readonly message: string };

/** The worker's counters, in order. The last two: upcalls that found no room, and frames dropped by rules. */
export const counterNames = [
  "datagramsIn",
  "datagramsOut",
  "framesIn",
  "framesOut",
  "refused",
  "overload",
  "dropped",
] as const;

/** The shared block: first these 32-bit words, then the counters as doubles. */
export const shared = { ...words, upcalls: 2, counters: 16, bytes: 16 + 8 * counterNames.length } as const;

export const counterView = (block: SharedArrayBuffer): Float64Array =>
  new Float64Array(block, shared.counters, counterNames.length);

export const wordView = (block: SharedArrayBuffer): Int32Array => new Int32Array(block, 0, shared.counters / 4);
