/**
 * What carries frames and datagrams: here as the hosts in `../../cli/edge/host.ts` and `../../cli/supernode/host.ts` see
 * it, and in the order in which it comes into use:
 *
 * 1. `choose.ts`: the fast datapath where the machine can have it, else the portable one with a line that says why
 * 2. portable: `portable.ts`, whose datagrams go through `main-socket.ts` (one socket, or one for each of
 *    `local-addresses.ts`) to `udp-socket.ts` (node:dgram; `marked-socket.ts` sets what node cannot) and come back the same
 *    way
 * 3. `discovery-socket.ts`: what edges of the local network announce
 * 4. `tap.ts`: frames; `tap-device.ts` opens the interface, `frame-pump.ts` reads and writes it, by calls of `libc.ts`
 * 5. fast: `fast/edge/fast.ts`, `fast/supernode/fast-relay.ts`, each the program's side of a worker thread (`fast/shared/`)
 * 6. `beside-ipv6.ts`: an IPv6 socket beside a fast one, which has IPv4 only
 *
 * @module
 */
import type { Endpoint, IpNet } from "../../base/address/endpoint.ts";
import type { Mac } from "../../base/address/mac.ts";
import type { PeerTraffic } from "../../base/peer-traffic.ts";
import type { OwnSession, PeerSession } from "../../seal/session.ts";
import type { StampWindow } from "../../seal/stamps/window.ts";
import type { SealKey } from "../../seal/ciphers/transform.ts";

export interface Datagram {
  /** Where it came from, or goes to. */
  readonly remote: Endpoint;
  /** The local address it was sent to, or leaves from; absent if the platform does not report it or need not choose. */
  readonly local?: Endpoint | undefined;
  /** It came in on the local discovery group. */
  readonly multicast?: boolean;
  /** Its hidden header's stamp was taken from the sender's window. Received only. */
  readonly fresh?: boolean;
  /** IP time to live of this one datagram, 1 to 255; absent = the system's. Sent only. */
  readonly ttl?: number;
  readonly bytes: Uint8Array;
}

/** Where a datapath hands things up. Batches are valid during the call only: copy what is kept. */
export interface DatapathSink {
  frames(batch: readonly Uint8Array[]): void;
  datagrams(batch: readonly Datagram[]): void;
  /** What peers in the forwarding table did since the last call; a few times a second while something happens. */
  traffic?(batch: readonly PeerTraffic[]): void;
  /** The same of a relay table. */
  relayed?(traffic: RelayTraffic): void;
  /** The datapath cannot go on. Called at most once. */
  broken(error: Error): void;
  /** A connection was lost; the next datagram to `remote` opens another. Datapaths over TCP only. */
  lost?(remote: Endpoint): void;
}

/** Whose PACKETs a datapath may carry on its own, and what it has to check. */
export interface ForwardingRules {
  readonly community: string;
  readonly mac: Mac;
  /** Numeric IPv4: frames of and for others are dropped unless `routing`. */
  readonly address: string;
  readonly routing: boolean;
  readonly acceptMulticast: boolean;
  readonly seal: SealKey;
  /** Headers are hidden under the key that follows from the community's name (fact sheet §8.2). */
  readonly hideHeaders: boolean;
  /** True = frames of peers that are not authentic are the machine's. */
  readonly requireAuthentic: boolean;
}

/**
 * Has a datapath carry the PACKETs of known peers on its own. Whatever it does not know still goes up, so that the
 * table may lag behind, or be empty.
 */
export interface ForwardingTable {
  /** Without rules nothing is carried. */
  rules(rules: ForwardingRules): void;
  /** Where frames for relayed peers go; undefined = nowhere now. */
  relay(supernode: Endpoint | undefined): void;
  /** Frames to group addresses may go to the relay; until then, and otherwise, they go up. */
  groups(mayBeRelayed: boolean): void;
  /** Frames of the peer travel directly to and from `direct`, or through the relay when it is absent. */
  set(peer: Mac, direct?: Endpoint): void;
  remove(peer: Mac): void;
  /** How frames for authentic peers are sealed. */
  seal(session: OwnSession): void;
  /** Only frames that are sealed under this session pass from and to the peer; without one, any. */
  authentic(peer: Mac, session?: PeerSession): void;
  /** The stamps taken from a sender, shared with the machine; absent = they are the machine's alone. */
  stamps(sender: string, window?: StampWindow): void;
}

/** An edge that a supernode has registered. */
export interface RelayEdge {
  readonly community: string;
  readonly mac: Mac;
  /** Its socket. */
  readonly remote: Endpoint;
  /** The address of ours that it talks to. */
  readonly local?: Endpoint;
  /** False = all that comes from it or goes to it goes up. */
  readonly carried: boolean;
}

/**
 * Has a datapath relay PACKETs between the registered edges of a supernode, and drop on its own what the supernode
 * would drop. Changes take effect before anything that is sent afterwards.
 */
export interface RelayTable {
  set(edge: RelayEdge): void;
  remove(community: string, mac: Mac): void;
  /** True = no community has encrypted headers, and what does not look like a plain message is none. */
  plainOnly(isSo: boolean): void;
}

/** What a datapath did for a supernode on its own since its last report. */
export interface RelayTraffic {
  /** PACKETs passed on, by the edge that sent them. */
  readonly edges: readonly { readonly community: string; readonly mac: Mac; readonly packets: number }[];
  /** Datagrams, by reason. */
  readonly dropped: Readonly<Record<RelayDrop, number>>;
}

/** Why a datapath drops a datagram for a supernode; the supernode's own names. */
export type RelayDrop = "malformed" | "ttl" | "stranger" | "other socket" | "rate" | "oversize";

/** An interface that carries Ethernet frames; the kernel names the device it made. */
export interface TapSettings {
  readonly device: string;
  readonly mac: Mac;
  readonly address: IpNet;
  readonly mtu: number;
}

/**
 * Moves bytes, decides nothing. What implements it passes one contract suite (`testing/contract.ts`): `portable` (node:dgram
 * and a koffi TAP), `fast` (batched system calls), and the double of tests (arrays).
 */
export interface Datapath extends AsyncDisposable {
  /** Opens the socket. Resolves when datagrams can be received; rejects with ConfigError when the port is taken. */
  start(sink: DatapathSink): Promise<void>;
  /** Opens the TAP, or gives the open one another address. Frames are delivered from then on. */
  openTap(settings: TapSettings): Promise<void>;
  /** Gives the open TAP its MAC address again, also without the right to change interfaces; false = refused. */
  restoreMac?(mac: Mac): boolean;
  /** Best effort, in order; what the kernel refuses is counted, not thrown. */
  send(batch: readonly Datagram[]): void;
  /** Over TCP: gives up the connection to `remote`, and opens another for what is sent next. Absent = there is none. */
  reconnect?(remote: Endpoint): void;
  /** To the local discovery group, 224.0.0.68:1968. */
  announce(bytes: Uint8Array): void;
  /** The machine's addresses may be others than before. Absent = it looks by itself. */
  networkChanged?(): void;
  deliver(batch: readonly Uint8Array[]): void;
  readonly counters: Readonly<DatapathCounters>;
  /** Absent = every frame and datagram goes up. */
  readonly forwarding?: ForwardingTable;
  /** Absent = as above. */
  readonly relaying?: RelayTable;
}

export interface DatapathCounters {
  datagramsIn: number;
  datagramsOut: number;
  framesIn: number;
  framesOut: number;
  /** Datagrams or frames that the kernel refused. */
  refused: number;
  /** Datagrams that the kernel dropped unread; absent = not known. */
  unread?: number;
}
