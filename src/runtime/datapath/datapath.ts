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
  /** Its source, or its destination. */
  readonly remote: Endpoint;
  /** The local address that it was sent to, or leaves from; absent if the platform does not report it or the kernel may choose. */
  readonly local?: Endpoint | undefined;
  /** It arrived on the local discovery group. */
  readonly multicast?: boolean;
  /** Its hidden header's stamp was accepted by the sender's window. Received only. */
  readonly fresh?: boolean;
  /** IP time to live of this one datagram, 1 to 255; absent = the system's. Sent only. */
  readonly ttl?: number;
  readonly bytes: Uint8Array;
}

/** Callbacks of a datapath. Batches are valid only during the call: copy what you keep. */
export interface DatapathSink {
  frames(batch: readonly Uint8Array[]): void;
  datagrams(batch: readonly Datagram[]): void;
  /** Traffic of peers in the forwarding table since the last call; a few times a second while there is any. */
  traffic?(batch: readonly PeerTraffic[]): void;
  /** The same for a relay table. */
  relayed?(traffic: RelayTraffic): void;
  /** The datapath has failed. Called at most once. */
  broken(error: Error): void;
  /** A connection was lost; the next datagram to `remote` opens another. Datapaths over TCP only. */
  lost?(remote: Endpoint): void;
}

/** Which PACKETs a datapath may carry without the machine, and what it has to check. */
export interface ForwardingRules {
  readonly community: string;
  readonly mac: Mac;
  /** Numeric IPv4: frames from and to other addresses are dropped unless `routing`. */
  readonly address: string;
  readonly routing: boolean;
  readonly acceptMulticast: boolean;
  readonly seal: SealKey;
  /** Headers are hidden under the key derived from the community's name (fact sheet §8.2). */
  readonly hideHeaders: boolean;
  /** True = frames of peers that are not authenticated go up to the machine. */
  readonly requireAuthentic: boolean;
}

/**
 * Lets a datapath carry the PACKETs of known peers without the machine. All others still go up, so the table may lag behind, or be empty.
 */
export interface ForwardingTable {
  /** Undefined = nothing is carried; the table is kept. */
  rules(rules: ForwardingRules | undefined): void;
  /** Where frames for relayed peers go; undefined = nowhere at present. */
  relay(supernode: Endpoint | undefined): void;
  /** Frames to group addresses may go to the relay; until then, and otherwise, they go up. */
  groups(mayBeRelayed: boolean): void;
  /** Frames of the peer travel directly to and from `direct`, or through the relay when it is absent. */
  set(peer: Mac, direct?: Endpoint): void;
  remove(peer: Mac): void;
  /** The peer says that it has this address, and nothing proves it: it may be asked once whether it does. */
  claimed(peer: Mac, address: string): void;
  /** How frames for authenticated peers are sealed. */
  seal(session: OwnSession): void;
  /** Only frames sealed under this session pass from and to the peer; without a session, any. */
  authentic(peer: Mac, session?: PeerSession): void;
  /** The stamps accepted from a sender, shared with the machine; absent = only the machine checks them. */
  stamps(sender: string, window?: StampWindow): void;
}

/** An edge that a supernode has registered. */
export interface RelayEdge {
  readonly community: string;
  readonly mac: Mac;
  /** Its socket. */
  readonly remote: Endpoint;
  /** Our address that it uses. */
  readonly local?: Endpoint;
  /** False = everything from it and to it goes up. */
  readonly carried: boolean;
}

/**
 * Lets a datapath relay PACKETs between the registered edges of a supernode, and drop what the supernode would drop. Changes take effect before anything that is sent afterwards.
 */
export interface RelayTable {
  set(edge: RelayEdge): void;
  remove(community: string, mac: Mac): void;
  /** True = no community has encrypted headers, so anything that does not look like a plain message is garbage. */
  plainOnly(isSo: boolean): void;
}

/** A datapath's work for a supernode since its last report. */
export interface RelayTraffic {
  /** PACKETs relayed, by the edge that sent them. */
  readonly edges: readonly { readonly community: string; readonly mac: Mac; readonly packets: number }[];
  /** Datagrams, by reason. */
  readonly dropped: Readonly<Record<RelayDrop, number>>;
}

/** Why a datapath drops a datagram for a supernode; a subset of the supernode's reasons. */
export type RelayDrop = "malformed" | "ttl" | "stranger" | "other socket" | "rate" | "oversize";

/** An interface that carries Ethernet frames; the kernel may choose the device's name. */
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
  /** Opens the socket. Resolves once datagrams can be received; rejects with ConfigError if the port is taken. */
  start(sink: DatapathSink): Promise<void>;
  /** Opens the TAP, or gives the open one another address. From then on frames are delivered. */
  openTap(settings: TapSettings): Promise<void>;
  /** Restores the open TAP's MAC address, which needs no privilege; false = refused. */
  restoreMac?(mac: Mac): boolean;
  /** Best effort, in order; refusals by the kernel are counted, not thrown. */
  send(batch: readonly Datagram[]): void;
  /** Over TCP: gives up the connection to `remote`, and opens another for the next datagram. Absent = not TCP. */
  reconnect?(remote: Endpoint): void;
  /** Routers may fragment what is sent from now on, or not. Absent = the datapath has no say in it. */
  fragments?(allowed: boolean): void;
  /** To the local discovery group, 224.0.0.68:1968. */
  announce(bytes: Uint8Array): void;
  /** The machine's addresses may have changed. Absent = it notices on its own. */
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
  /** Datagrams that the kernel dropped unread; absent = unknown. */
  unread?: number;
}
