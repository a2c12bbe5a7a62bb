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
  /** `-H`. Absent = false. */
  readonly headerEncryption?: boolean;
  /** How payloads are sent (`-z`, fact sheet §7): 1 plain, 2 LZO1X, 3 zstd. Absent = 1. */
  readonly compression?: 1 | 2 | 3;
  /** `-I`, `-J`, `-P` (fact sheet §9): prove who we are by a password. The public key has 32 bytes. */
  readonly user?: { readonly name: string; readonly password: string; readonly federationPublicKey: Uint8Array };
  /** `-R`, as given, in that order (fact sheet §10.7). */
  readonly filter?: readonly string[];
  /** `-L`: IP TTL of punching packets; absent or 0 = the system's. */
  readonly punchTtl?: number;
  /** How the best of several supernodes is chosen (`--select-rtt`, `--select-mac`). Absent = "load". */
  readonly selection?: "load" | "rtt" | "mac";
  /** "tcp" (`-S2`): one connection to the supernode, no pings, one attempt each. Implies relay only. Absent = "udp". */
  readonly transport?: "udp" | "tcp";
  /** 16 bytes that prove a registration ours, also after a crash; absent = random. */
  readonly token?: Uint8Array;
}
