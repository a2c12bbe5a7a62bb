import type { Endpoint } from "./address/endpoint.ts";
import type { Mac } from "./address/mac.ts";

/** PACKETs that a datapath carried without the machine. */
export interface PeerTraffic {
  /** The broadcast address stands for frames sent to any group address. */
  readonly peer: Mac;
  /** Frames sent to it, received directly, and received through the supernode. */
  readonly sent: number;
  readonly direct: number;
  readonly relayed: number;
  /** Its broadcasts, received through the supernode; absent = none. */
  readonly overheard?: number;
  /** Some of its frames could not be opened: it has another key, or they are forged. */
  readonly unsealed?: boolean;
  /** Source of the direct ones. */
  readonly heardFrom?: Endpoint;
  /** Its new socket according to a supernode. */
  readonly mentioned?: Endpoint;
}
