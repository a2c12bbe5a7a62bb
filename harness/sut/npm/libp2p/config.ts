/** What the adapter writes for its programs, as JSON. Public keys are Ed25519, in hexadecimal; private ones are in PKCS #8 files. */
export interface Libp2pConfig {
  /** URL of `library.mjs`. */
  readonly module: string;
  readonly keyFile: string;
}

export interface Libp2pNodeConfig extends Libp2pConfig {
  /** `multiaddr`: of the relay. `stun`: `stun:ADDRESS:PORT`. Absent = nobody knows where the others are. */
  readonly helper?: { readonly multiaddr: string; readonly stun: string };
  readonly isRelayOnly: boolean;
  /** Of all nodes, without prefix length. */
  readonly overlay: readonly string[];
  readonly peers: readonly {
    readonly name: string;
    /** In the overlay, without prefix length. */
    readonly address: string;
    readonly publicKey: string;
    /** Whether this node makes the connection. */
    readonly isDialled: boolean;
  }[];
}

export interface Libp2pHelperConfig extends Libp2pConfig {
  readonly address: string;
  /** UDP. */
  readonly port: number;
  /** For the relay's certificate and the files of the STUN server. */
  readonly secrets: string;
  /** Gets the relay's multiaddr once it listens. */
  readonly multiaddrFile: string;
}
