/** What the adapter writes for its programs, as JSON. Keys are Ed25519, in hexadecimal; the private one is a PKCS #8 file. */
export interface HyperDhtConfig {
  /** URL of `library.mjs`. */
  readonly module: string;
  readonly keyFile: string;
}

export interface HyperDhtNodeConfig extends HyperDhtConfig {
  /** `address:port` */
  readonly bootstrap: readonly string[];
  /** Public key of the relay, if there is one. */
  readonly relay?: string;
  readonly peers: readonly {
    readonly name: string;
    /** In the overlay, without prefix length. */
    readonly address: string;
    readonly publicKey: string;
    /** Whether this node makes the connection. */
    readonly isDialled: boolean;
  }[];
}

export interface HyperDhtHelperConfig extends HyperDhtConfig {
  readonly address: string;
  /** One DHT node each. */
  readonly ports: readonly number[];
  /** Made when all of it is up. */
  readonly readyFile: string;
}
