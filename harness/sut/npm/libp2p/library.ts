/** The part that is used here: https://github.com/libp2p/js-libp2p. */
export interface Libp2pLibrary {
  readonly createLibp2p: (options: {
    readonly privateKey: PrivateKey;
    readonly addresses: { readonly listen: readonly string[] };
    readonly transports: readonly unknown[];
    readonly connectionEncrypters: readonly unknown[];
    readonly streamMuxers: readonly unknown[];
    readonly services: Readonly<Record<string, unknown>>;
    readonly datastore?: Datastore;
    readonly connectionMonitor: { readonly pingInterval: number };
    /** 1 = goes on where it cannot listen. */
    readonly transportManager: { readonly faultTolerance: 1 };
  }) => Promise<Libp2p>;
  readonly FsDatastore: new (folder: string) => Datastore;
  readonly RTCPeerConnection: { readonly prototype: RtcPeerConnection };
  readonly webRTC: (options: {
    readonly rtcConfiguration: { readonly iceServers: readonly { readonly urls: readonly string[] }[] };
  }) => unknown;
  readonly webRTCDirect: () => unknown;
  readonly noise: () => unknown;
  readonly yamux: () => unknown;
  readonly identify: () => unknown;
  readonly identifyPush: () => unknown;
  readonly keychain: () => unknown;
  readonly ping: () => unknown;
  readonly circuitRelayTransport: () => unknown;
  readonly circuitRelayServer: (options: { readonly reservations: { readonly applyDefaultLimit: boolean } }) => unknown;
  readonly multiaddr: (text: string) => Multiaddr;
  readonly generateKeyPairFromSeed: (type: "Ed25519", seed: Uint8Array) => Promise<PrivateKey>;
  readonly publicKeyFromRaw: (bytes: Uint8Array) => PublicKey;
  readonly peerIdFromPublicKey: (key: PublicKey) => PeerId;
}

export type PrivateKey = object;
export type PublicKey = object;
export interface PeerId {
  equals(other: PeerId): boolean;
  toString(): string;
}
export interface Multiaddr {
  toString(): string;
}
export interface Datastore {
  open(): Promise<void>;
}

/** Of node-datachannel's polyfill. */
export interface RtcPeerConnection {
  addIceCandidate: (this: RtcPeerConnection, candidate?: { readonly candidate?: string } | null) => Promise<void>;
}

export interface Libp2p {
  readonly components: {
    readonly transportManager: {
      listen(addresses: readonly Multiaddr[]): Promise<void>;
      /** Of all that listens now; those that it would tell others are fewer. */
      getAddrs(): readonly Multiaddr[];
    };
  };
  getMultiaddrs(): readonly Multiaddr[];
  getConnections(peer: PeerId): readonly Connection[];
  dial(address: Multiaddr, options: { readonly signal: AbortSignal; readonly force: true }): Promise<Connection>;
  handle(
    protocol: string,
    handler: (stream: Stream, connection: Connection) => void,
    options: { readonly runOnLimitedConnection: boolean },
  ): Promise<void>;
  addEventListener(event: "connection:open" | "connection:close", listener: (event: ConnectionEvent) => void): void;
  stop(): Promise<void>;
}

export interface ConnectionEvent {
  readonly detail: Connection;
}

export interface Connection {
  readonly remotePeer: PeerId;
  readonly remoteAddr: Multiaddr;
  readonly status: "open" | "closing" | "closed";
  newStream(
    protocol: string,
    options: { readonly runOnLimitedConnection: boolean; readonly signal: AbortSignal },
  ): Promise<Stream>;
}

export interface Stream {
  readonly status: string;
  /** False = it would like a pause until it emits `drain`. Throws when it is closed or its buffer is full. */
  send(bytes: Uint8Array): boolean;
  abort(error: Error): void;
  addEventListener(
    event: "message",
    listener: (event: { readonly data: Uint8Array | { subarray(): Uint8Array } }) => void,
  ): void;
  addEventListener(event: "drain" | "close", listener: () => void): void;
}
