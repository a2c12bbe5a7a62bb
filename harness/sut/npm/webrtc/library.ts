/** The part that is used here: https://github.com/murat-dogan/node-datachannel. */
export interface WebRtcLibrary {
  readonly PeerConnection: new (name: string, options: PeerOptions) => PeerConnection;
  cleanup(): void;
}

export interface PeerOptions {
  readonly iceServers: readonly (
    | string
    | {
        readonly hostname: string;
        readonly port: number;
        readonly username: string;
        readonly password: string;
        readonly relayType: "TurnUdp";
      }
  )[];
  readonly iceTransportPolicy: "all" | "relay";
}

export interface PeerConnection {
  onLocalDescription(listener: (sdp: string, type: string) => void): void;
  onLocalCandidate(listener: (candidate: string, mid: string) => void): void;
  onStateChange(listener: (state: string) => void): void;
  onDataChannel(listener: (channel: DataChannel) => void): void;
  setRemoteDescription(sdp: string, type: string): void;
  addRemoteCandidate(candidate: string, mid: string): void;
  createDataChannel(
    label: string,
    options: { readonly unordered: boolean; readonly maxRetransmits: number },
  ): DataChannel;
  close(): void;
}

export interface DataChannel {
  isOpen(): boolean;
  bufferedAmount(): number;
  sendMessageBinary(bytes: Uint8Array): boolean;
  onOpen(listener: () => void): void;
  onClosed(listener: () => void): void;
  onMessage(listener: (message: string | Uint8Array | ArrayBuffer) => void): void;
}
