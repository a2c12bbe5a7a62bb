import type { Endpoint, IpNet } from "../base/address/endpoint.ts";
import type { Mac } from "../base/address/mac.ts";

export type EdgeEvent =
  | { readonly kind: "start" }
  /** An Ethernet frame read from the TAP. */
  | { readonly kind: "frame"; readonly frame: Uint8Array }
  /** A UDP payload. `multicast` = it came in on the local discovery socket. */
  | {
      readonly kind: "datagram";
      readonly from: Endpoint;
      readonly bytes: Uint8Array;
      readonly multicast?: boolean;
      /** The datapath has taken its stamp from the sender's window. */
      readonly fresh?: boolean;
    }
  /** The answer to a `resolve` action; no addresses = the name could not be resolved. */
  | { readonly kind: "resolved"; readonly host: string; readonly addresses: readonly string[] }
  | Traffic
  /** Our address on the underlay is another one; so is, if it was announced, the preferred socket. */
  | { readonly kind: "roamed"; readonly preferredSocket?: Endpoint }
  /** Peers shall try this socket first, as a router forwards it to us; undefined = it does so no longer. Before the start, too. */
  | { readonly kind: "prefer"; readonly preferredSocket: Endpoint | undefined }
  /** Somebody else gave the interface this address: a DHCP client, an administrator. */
  | { readonly kind: "addressed"; readonly address: IpNet }
  /** The address that our socket is bound to is on no interface; absent = it is there again. */
  | { readonly kind: "bound"; readonly lacking?: string }
  | { readonly kind: "tick" }
  /** Leave in good order: unregister, then `stopped`. */
  | { readonly kind: "stop" }
  /** The key of authenticated sealing, where it is not required and was not there at the start. */
  | { readonly kind: "authenticate"; readonly key: Uint8Array; readonly greets: boolean };

/** PACKETs of a peer that the datapath carried by itself since it told last, a fraction of a second ago. */
export interface Traffic {
  readonly kind: "traffic";
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
  /** The peer's socket as a supernode sees it, when that has changed. */
  readonly mentioned?: Endpoint;
}
