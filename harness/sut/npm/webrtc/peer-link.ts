import type { Mesh, MeshLink } from "../mesh.ts";
import type { WebRtcNodeConfig } from "./config.ts";
import type { DataChannel, PeerConnection, PeerOptions, WebRtcLibrary } from "./library.ts";
import type { Signal } from "./signalling.ts";

export type WebRtcPeer = WebRtcNodeConfig["peers"][number];

/** What all connections of a node share. */
export interface WebRtcSetting {
  readonly library: WebRtcLibrary;
  readonly options: PeerOptions;
  readonly mesh: Mesh;
  readonly name: string;
  /** Of the overlay interface. */
  readonly ownAddress: string;
  readonly send: (signal: Signal) => void;
  readonly say: (line: string) => void;
}

/** Tunable. `againAfter`: milliseconds. `waiting`: bytes that may wait in a channel. */
const tuned = { againAfter: 500, waiting: 64 * 1024 };

/** The connection to one other node, made again when it is lost or the other node restarts. */
export class PeerLink {
  readonly #peer: WebRtcPeer;
  readonly #setting: WebRtcSetting;
  #session: string | undefined;
  #connection: PeerConnection | undefined;

  constructor(peer: WebRtcPeer, setting: WebRtcSetting) {
    this.#peer = peer;
    this.#setting = setting;
  }

  take(signal: Exclude<Signal, { is: "alive" }>): void {
    switch (signal.is) {
      case "here":
        if (signal.session === this.#session) return;
        this.#session = signal.session;
        this.#end();
        if (this.#peer.isDialled) this.#dial();
        return;
      case "description":
        if (signal.type === "offer") this.#connect();
        this.#connection?.setRemoteDescription(signal.sdp, signal.type);
        return;
      case "candidate":
        this.#connection?.addRemoteCandidate(signal.candidate, signal.mid);
        return;
    }
  }

  #dial(): void {
    // An IP packet that is late or lost is not sent again.
    this.#use(this.#connect().createDataChannel("packets", { unordered: true, maxRetransmits: 0 }));
  }

  #connect(): PeerConnection {
    this.#end();
    const { library, options, name, ownAddress, send, say } = this.#setting;
    const to = this.#peer.name;
    const connection = new library.PeerConnection(to, options);
    this.#connection = connection;
    connection.onLocalDescription((sdp, type) => send({ is: "description", from: name, to, sdp, type }));
    connection.onLocalCandidate((candidate, mid) => {
      // ICE would take the overlay interface for another, better way to the peer.
      if (candidate.split(" ").includes(ownAddress)) return;
      say(`${to}: offered ${candidate}`);
      send({ is: "candidate", from: name, to, candidate, mid });
    });
    connection.onDataChannel((channel) => this.#use(channel));
    connection.onStateChange((state) => {
      say(`${to}: ${state}`);
      if (!["failed", "disconnected", "closed"].includes(state) || this.#connection !== connection) return;
      this.#end();
      if (this.#peer.isDialled) setTimeout(() => this.#connection ?? this.#dial(), tuned.againAfter);
    });
    return connection;
  }

  #use(channel: DataChannel): void {
    const { mesh } = this.#setting;
    const { address } = this.#peer;
    const link: MeshLink = {
      send: (packet) => {
        if (channel.isOpen() && channel.bufferedAmount() < tuned.waiting) channel.sendMessageBinary(packet);
      },
    };
    channel.onMessage((message) => {
      if (typeof message !== "string") mesh.deliver(new Uint8Array(message));
    });
    channel.onOpen(() => mesh.attach(address, link));
    channel.onClosed(() => mesh.detach(address, link));
  }

  #end(): void {
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.close();
  }
}
