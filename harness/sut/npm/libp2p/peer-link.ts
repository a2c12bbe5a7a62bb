import { EventEmitter } from "node:events";
import type { Mesh } from "../mesh.ts";
import { carryPackets, type ByteStream } from "../packet-stream.ts";
import type { Libp2pNodeConfig } from "./config.ts";
import type { Connection, Libp2p, Multiaddr, PeerId, Stream } from "./library.ts";

/** Tunable, in milliseconds: how long a direct connection may take, and when the next one is tried. */
const tuned = { patience: 20_000, again: 5000 };

type Peer = Omit<Libp2pNodeConfig["peers"][number], "publicKey"> & {
  readonly id: PeerId;
  /** By way of the relay; absent = there is none. */
  readonly relayed: Multiaddr | undefined;
  /** Found with the relay's help; absent = not to be tried. */
  readonly direct: Multiaddr | undefined;
  readonly say: (line: string) => void;
};

/** The stream of packets to one other node, on the best connection that there is. */
export class PeerLink {
  static readonly protocol = "/natlab/packets/1";
  readonly #node: Libp2p;
  readonly #mesh: Mesh;
  readonly #peer: Peer;
  #used: { readonly stream: Stream; readonly connection: Connection } | undefined;
  #isTrying = false;

  constructor(node: Libp2p, mesh: Mesh, peer: Peer) {
    this.#node = node;
    this.#mesh = mesh;
    this.#peer = peer;
  }

  get id(): PeerId {
    return this.#peer.id;
  }

  get name(): string {
    return this.#peer.name;
  }

  get isDialled(): boolean {
    return this.#peer.isDialled;
  }

  /** From now on; an earlier stream ends. */
  use(stream: Stream, connection: Connection): void {
    const before = this.#used?.stream;
    this.#used = { stream, connection };
    this.#peer.say(`${this.name}: ${isRelayed(connection) ? "relayed" : "direct"}`);
    carryPackets(new Bytes(stream), this.#mesh, this.#peer.address);
    before?.abort(new Error("another is used"));
  }

  /** Dials through the relay if there is no connection, and uses a direct one as soon as there is one. */
  async connect(signal: AbortSignal): Promise<void> {
    const open = this.#node.getConnections(this.id).filter(({ status }) => status === "open");
    const direct = open.find((one) => !isRelayed(one));
    const best = direct ?? open[0] ?? (await this.#dial(signal));
    if (best === undefined) return;
    if (direct === undefined) void this.#tryDirect();
    if (this.#used?.stream.status === "open" && this.#used.connection === best) return;
    const stream = await best.newStream(PeerLink.protocol, { runOnLimitedConnection: true, signal });
    this.use(stream, best);
  }

  async #dial(signal: AbortSignal): Promise<Connection | undefined> {
    const { relayed } = this.#peer;
    return relayed && this.#node.dial(relayed, { signal, force: true });
  }

  async #tryDirect(): Promise<void> {
    const { direct, say } = this.#peer;
    if (this.#isTrying || direct === undefined) return;
    this.#isTrying = true;
    const signal = AbortSignal.timeout(tuned.patience);
    await this.#node
      .dial(direct, { signal, force: true })
      .catch(({ message }: Error) => say(`${this.name}: ${message}`));
    setTimeout(() => (this.#isTrying = false), tuned.again);
  }
}

/** Both have the relay's address; a direct one is WebRTC beyond it. */
function isRelayed({ remoteAddr }: Connection): boolean {
  const address = remoteAddr.toString();
  return address.includes("/p2p-circuit") && !address.includes("/p2p-circuit/webrtc");
}

/** A stream of the library as one of Node's. */
class Bytes extends EventEmitter implements ByteStream {
  readonly #stream: Stream;

  constructor(stream: Stream) {
    super();
    this.#stream = stream;
    stream.addEventListener("message", ({ data }) => this.emit("data", Buffer.from(data.subarray())));
    stream.addEventListener("drain", () => this.emit("drain"));
    stream.addEventListener("close", () => this.emit("close"));
  }

  write(bytes: Uint8Array): boolean {
    return this.#stream.status === "open" && this.#stream.send(bytes);
  }
}
