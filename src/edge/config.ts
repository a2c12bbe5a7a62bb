import type { Endpoint, IpNet } from "../base/address/endpoint.ts";
import type { Duration } from "../base/instant.ts";
import type { Mac } from "../base/address/mac.ts";
import type { Transform } from "../seal/ciphers/transform.ts";
import type { Zstd } from "../seal/compression/zstd.ts";
import type { CommunityName, FieldText } from "../wire/message.ts";

/** The user's decisions, already parsed: the machine trusts every field. */
export interface EdgeConfig {
  readonly community: CommunityName;
  /** At most 15 bytes; the supernode draws automatic addresses from it. */
  readonly description: FieldText;
  readonly mac: Mac;
  /** "auto" = ask the supernode. */
  readonly address: IpNet | "auto";
  /** In order of preference. `host` is a name or a numeric address. */
  readonly supernodes: readonly { readonly host: string; readonly port: number }[];
  readonly transform: Transform;
  /** How often the edge registers with its supernode (`-i`). */
  readonly registerEvery: Duration;
  /** False = relay only (`-S1`): no REGISTER, no REGISTER_ACK. */
  readonly peerToPeer: boolean;
  /** Forward frames that are not addressed to the TAP address (`-r`). */
  readonly routing: boolean;
  /** Carry the frames of hosts behind the interface (`--bridge`); needs `routing`. Absent = false. */
  readonly bridge?: boolean;
  /** Accept multicast frames (`-E`). */
  readonly acceptMulticast: boolean;
  /** Announce ourselves on the local network (224.0.0.68:1968). */
  readonly localDiscovery: boolean;
  /** Announced to peers as a nearer socket (`-e`); switches local discovery off. */
  readonly preferredSocket?: Endpoint;
  /** Hide headers, and accept only datagrams with hidden headers (`-H`). Implied by `user`. */
  readonly headerEncryption?: boolean;
  /**
   * How frames are compressed (`-z`), by its number on the wire: 1 not, 2 LZO1X, 3 zstd. Received frames may differ.
   */
  readonly compression?: 1 | 2 | 3;
  /** WebAssembly or native, so the runtime provides it. Without it, zstd frames are dropped and never sent. */
  readonly zstd?: Zstd;
  /** User/password mode (`-I`, `-J`, `-P`); needs transform 4 or 5. The default key is that of "Federation". */
  readonly user?: { readonly name: string; readonly password: string; readonly federationPublicKey?: Uint8Array };
  /**
   * Authenticated sealing between our edges (decision record 0002). `key`: from `authenticatedKey`. `required`: no
   * other frames are sent or delivered. `greets`: asks peers for it; false = only with those that ask, or have asked.
   */
  readonly authenticated?: { readonly key: Uint8Array; readonly required: boolean; readonly greets: boolean };
  /** Rules of the traffic filter (`-R`), as written. */
  readonly filter?: readonly string[];
  /** IP TTL of REGISTERs to guessed ports (`-L`): 0 = send none, 1 = send none to the announced socket either. */
  readonly portGuess?: number;
  /** How to choose among supernodes (`--select-…`); absent = "load". */
  readonly selection?: "load" | "rtt" | "mac";
  /**
   * Find out whether full datagrams arrive where routers must not fragment (`-D`). `mtu`: the interface's. `largest`: the UDP
   * payload of its largest frame.
   */
  readonly pathMtu?: { readonly mtu: number; readonly largest: number };
  /** "tcp" (`-S2`): one connection to the supernode, no pings, one attempt each. Implies relay only. Absent = "udp". */
  readonly transport?: "udp" | "tcp";
  /** 16 bytes that prove that a registration is ours, also after a crash; absent = random. */
  readonly token?: Uint8Array;
}
