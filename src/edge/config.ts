import type { Endpoint, IpNet } from "../base/endpoint.ts";
import type { Duration } from "../base/instant.ts";
import type { Mac } from "../base/mac.ts";
import type { Transform } from "../seal/transform.ts";
import type { Community } from "../wire/message.ts";

/** What a person decided, already parsed: the machine trusts every field. */
export interface EdgeConfig {
  readonly community: Community;
  /** At most 15 bytes; the supernode draws automatic addresses from it. */
  readonly description: string;
  readonly mac: Mac;
  /** "auto" asks the supernode. */
  readonly address: IpNet | "auto";
  /** `host` is a name or numeric address; numeric ones need no resolving. In order of preference. */
  readonly supernodes: readonly { readonly host: string; readonly port: number }[];
  readonly transform: Transform;
  /** How often the edge registers with its supernode (`-i`). */
  readonly registerEvery: Duration;
  /** False = relay only (`-S1`): no REGISTER, no REGISTER_ACK. */
  readonly peerToPeer: boolean;
  /** Forward frames that are not addressed to the TAP address (`-r`). */
  readonly routing: boolean;
  /** Accept multicast frames (`-E`). */
  readonly acceptMulticast: boolean;
  /** Announce ourselves on the local network (224.0.0.68:1968). */
  readonly localDiscovery: boolean;
  /** Announced to peers as a nearer socket (`-e`); switches local discovery off. */
  readonly preferredSocket?: Endpoint;
}
