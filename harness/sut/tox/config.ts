/** What the adapter writes for its programs, as JSON. Keys are X25519, in hexadecimal; the private one is a PKCS #8 file. */
export interface ToxConfig {
  readonly library: string;
  readonly keyFile: string;
}

export interface ToxNodeConfig extends ToxConfig {
  /** A DHT node with a TCP relay at the same port; absent = nobody knows where the others are. */
  readonly bootstrap?: { readonly address: string; readonly port: number; readonly publicKey: string };
  readonly peers: readonly {
    /** In the overlay, without prefix length. */
    readonly address: string;
    readonly publicKey: string;
  }[];
}

export interface ToxHelperConfig extends ToxConfig {
  /** UDP and TCP. */
  readonly port: number;
  /** Gets the public key of its DHT node, which is another after each start. */
  readonly publicKeyFile: string;
}
