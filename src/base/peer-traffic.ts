import type { Endpoint } from "./address/endpoint.ts";
import type { Mac } from "./address/mac.ts";

/** PACKETs that a datapath carried by itself. */
export interface PeerTraffic {
  /** Of frames to group addresses that left: the broadcast address. */
  readonly peer: Mac;
  /** Frames that left for it, that came directly, and that came by way of the supernode. */
  readonly sent: number;
  readonly direct: number;
  readonly relayed: number;
  /** Its broadcasts, by way of the supernode; absent = none. */
  readonly overheard?: number;
  /** Some of what it sealed could not be opened: it has another key, or somebody forged it. */
  readonly unsealed?: boolean;
  /** Where the direct ones came from. */
  readonly heardFrom?: Endpoint;
  /** A supernode told this socket of it, and it was another one before. */
  readonly mentioned?: Endpoint;
}
