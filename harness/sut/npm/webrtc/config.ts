/** What the adapter writes for its programs, as JSON. The password of the TURN server is in a file beside it. */
export interface WebRtcNodeConfig {
  /** URL of `library.mjs`. */
  readonly module: string;
  readonly name: string;
  /** Its own in the overlay, without prefix length. */
  readonly address: string;
  /** Address of the helper; absent = there is none, so nobody hears of the others. */
  readonly server?: string;
  readonly passwordFile: string;
  readonly isRelayOnly: boolean;
  readonly peers: readonly {
    readonly name: string;
    /** In the overlay, without prefix length. */
    readonly address: string;
    /** Whether this node makes the offer. */
    readonly isDialled: boolean;
  }[];
}

export interface WebRtcHelperConfig {
  readonly address: string;
  readonly passwordFile: string;
  /** For the files of the TURN server, of which one has the password. */
  readonly secrets: string;
}

/** TCP. */
export const signallingPort = 8443;
/** Of the TURN server. */
export const turnUser = "natlab";
