/** What the adapter writes for its programs, as JSON. Keys are X25519, in hexadecimal; the private one is a PKCS #8 file. */
export interface ToxConfig {
  readonly library: string;
  /** Absent = a new key. */
  readonly keyFile?: string;
}

/** A DHT node, with a TCP relay at the same port. */
export interface DhtNode {
  readonly port: number;
  readonly publicKey: string;
}

export interface ToxNodeConfig extends ToxConfig {
  /** Absent = nobody knows where the others are. */
  readonly bootstrap?: { readonly address: string; readonly nodes: readonly DhtNode[] };
  readonly peers: readonly {
    /** In the overlay, without prefix length. */
    readonly address: string;
    readonly publicKey: string;
  }[];
}

export interface ToxHelperConfig extends ToxConfig {
  readonly address: string;
  /** One DHT node each. */
  readonly ports: readonly number[];
  /** Gets the DHT nodes, as JSON: their keys are others after each start. */
  readonly nodesFile: string;
}
