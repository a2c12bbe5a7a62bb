/** What a story may ask of an n2n edge. Every option has a default that suits the laboratory. */
export interface N2nNodeOptions {
  /** Default: one community for all edges. */
  readonly community?: string;
  /** Default: one key for all edges. */
  readonly key?: string;
  /** Cipher of payloads. Default: AES. */
  readonly transform?: TransformName;
  /** Encrypts headers (`-H`). The supernode must list the community. */
  readonly headerEncryption?: boolean;
  /** Authenticated frames. Default: with peers that ask, if there is a key. */
  readonly authenticated?: "require" | "request" | "never";
  /** Compresses payloads (`-z`). */
  readonly compression?: "lzo" | "zstd";
  /** User and password (`-I`, `-J`). The supernode must list the user. */
  readonly user?: { readonly name: string; readonly password: string };
  /** Relays everything over TCP (`-S2`). */
  readonly tcp?: boolean;
  /** Guesses ports: the time to live of such packets (`-L`), which are to expire before the peer's NAT. */
  readonly portGuess?: number;
  /** Forbids routers to fragment its datagrams (`-D`). */
  readonly pathMtuDiscovery?: boolean;
  /** Asks the home router to forward the edge's port (`--port-forwarding`). */
  readonly portForwarding?: boolean;
}

/** What a story may ask of an n2n supernode. */
export interface N2nHelperOptions {
  /** Text of a community list. Default: every community is served. */
  readonly communities?: string;
  /** The federation's name, and the hosts of its other supernodes. */
  readonly federation?: { readonly name: string; readonly with: readonly string[] };
}

export const transformNames = ["null", "twofish", "aes", "chacha20", "speck"] as const;
export type TransformName = (typeof transformNames)[number];

/** What edges are given when a story does not care. */
export const usual = { community: "natlab", key: "correct horse battery staple", transform: "aes" } as const;
