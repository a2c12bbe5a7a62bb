import type { Endpoint, IpNet } from "../base/address/endpoint.ts";
import type { PeerTraffic } from "../base/peer-traffic.ts";
import type { EdgeConfig } from "./config.ts";

export type EdgeEvent =
  | { readonly kind: "start" }
  /** An Ethernet frame read from the TAP. */
  | { readonly kind: "frame"; readonly frame: Uint8Array }
  /** A UDP payload. `multicast` = received on the local discovery socket. */
  | {
      readonly kind: "datagram";
      readonly from: Endpoint;
      readonly bytes: Uint8Array;
      readonly multicast?: boolean;
      /** The datapath has checked its stamp against the sender's window. */
      readonly fresh?: boolean;
    }
  /** The answer to a `resolve` action; no addresses = the name could not be resolved. */
  | { readonly kind: "resolved"; readonly host: string; readonly addresses: readonly string[] }
  | CarriedTraffic
  /** Our underlay address has changed, and with it the preferred socket, if one was announced. */
  | { readonly kind: "roamed"; readonly preferredSocket?: Endpoint }
  /**
   * Peers should try this socket first, because a router forwards it to us; undefined = no longer. May precede the
   * start.
   */
  | { readonly kind: "prefer"; readonly preferredSocket: Endpoint | undefined }
  /** Another program, such as a DHCP client, or an administrator gave the interface this address. */
  | { readonly kind: "addressed"; readonly address: IpNet }
  /** The address that our socket is bound to is on no interface; absent = it is back. */
  | { readonly kind: "bound"; readonly lacking?: string }
  /** The operator has changed these settings, as new as a machine's that starts with them; those that are absent stay. */
  | ({ readonly kind: "reconfigured" } & Reconfiguration)
  | { readonly kind: "tick" }
  /** Shut down: unregister, then `stopped`. */
  | { readonly kind: "stop" }
  /** The key of authenticated sealing, if it is not required and was not yet derived at the start. */
  | { readonly kind: "authenticate"; readonly key: Uint8Array; readonly greets: boolean };

/** Settings that can change while sessions last. */
export type Reconfiguration = Partial<Pick<EdgeConfig, "supernodes" | "registerEvery" | "filter">>;

/** What the datapath has carried since its last report. */
export interface CarriedTraffic extends PeerTraffic {
  readonly kind: "traffic";
}
