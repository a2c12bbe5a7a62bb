import type { Endpoint, IpNet } from "../base/address/endpoint.ts";
import type { PeerTraffic } from "../base/peer-traffic.ts";

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
  | CarriedTraffic
  /** Our address on the underlay is another one; so is, if it was announced, the preferred socket. */
  | { readonly kind: "roamed"; readonly preferredSocket?: Endpoint }
  /**
   * Peers should try this socket first, because a router forwards it to us; undefined = it no longer does. May precede
   * the start.
   */
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

/** What the datapath carried since it told last, a fraction of a second ago. */
export interface CarriedTraffic extends PeerTraffic {
  readonly kind: "traffic";
}
