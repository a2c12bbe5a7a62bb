import type { Endpoint } from "../../src/base/address/endpoint.ts";
import type { Duration, Instant } from "../../src/base/instant.ts";
import type { PunchingWay } from "../nat/predict/punching.ts";
import type { Nat } from "../topology/nat/nat.ts";
import type { AddressPlan } from "../topology/plan/addresses.ts";
import type { Topology } from "../topology/topology.ts";
import type { NetworkEvent } from "../topology/event.ts";
import type { Claim } from "../expect/claim.ts";

/** One packet at one interface. The same datagram appears once per interface it crossed. */
export interface CapturedPacket {
  readonly at: Instant;
  readonly node: string;
  readonly interface: string;
  readonly direction: "in" | "out";
  readonly protocol: "udp" | "tcp" | "icmp" | "arp" | "other";
  /** Ports are 0 where the protocol has none. Absent when the packet is not IP. */
  readonly from?: Endpoint | undefined;
  readonly to?: Endpoint | undefined;
  /** UDP/TCP payload, or ICMP message; empty otherwise. */
  readonly payload: Uint8Array;
  /** Bytes of that on the wire, where the capture cut it short: UDP and TCP. */
  readonly length?: number | undefined;
  /** TCP only: number of the first byte of the payload, 32 bits (RFC 9293 §3.4). */
  readonly sequence?: number | undefined;
  /** ICMP echo only. */
  readonly echo?: { readonly request: boolean; readonly id: number; readonly sequence: number } | undefined;
  /** Its checksum is wrong: IPv4 header, UDP, TCP or ICMP. Not known of fragments, and of packets cut short. */
  readonly isDamaged?: true | undefined;
  /** Seen, but addressed to another link-layer address: a bridge's port, or a neighbour's packet flooded by one. */
  readonly overheard?: true | undefined;
  /** Frame number in the capture of its node, from 1, as Wireshark counts. */
  readonly frame: number;
}

/** Everything captured in one namespace, in time order. */
export interface Capture {
  readonly node: string;
  readonly packets: readonly CapturedPacket[];
  /** Packets that the kernel dropped before the capture saw them. More than 0 makes the case inconclusive. */
  readonly dropped: number;
}

/** The measured behaviour of a NAT. `trouble` says why a field could not be measured. */
export interface NatProof {
  readonly router: string;
  readonly declared: Nat;
  /** Of the story; "before" when absent. */
  readonly when?: "before" | "after";
  /** Absent = IPv4. */
  readonly family?: "IPv6";
  readonly measured: NatMeasurement;
}

export interface NatMeasurement {
  readonly translates: boolean | "unknown";
  readonly mapping: "endpoint-independent" | "address-dependent" | "address-and-port-dependent" | "blocked" | "mixed";
  readonly filtering: "endpoint-independent" | "address-dependent" | "address-and-port-dependent" | "blocked" | "mixed";
  readonly ports: "preserving" | "sequential" | "random" | "unknown";
  readonly hairpin?: "none" | "external-source" | "internal-source";
  /** Does an inside socket keep its mapping towards a peer whose packet was refused before it sent one itself? */
  readonly earlyInbound?: "stable" | "moved";
  /**
   * Two inside hosts on one source port: a mapping each; one external port for both; several mappings for each; or one
   * mapping for the one and several for the other, which is not a deterministic NAT (RFC 4787 REQ-11).
   */
  readonly clash?: "apart" | "overloaded" | "dependent" | "changed";
  /** Do all mappings show one address, all of one host, or has one host several? */
  readonly pooling?: "one" | "paired" | "arbitrary";
  /**
   * IPv6 only. Each inside host keeps its address; has another prefix with the same checksum (RFC 6296); or neither.
   */
  readonly prefix?: "kept" | "neutral" | "other";
  /** Remote ports that were tried. */
  readonly reaches?: readonly Reach[];
  /** What takes more probes and more time; measured on demand. */
  readonly thorough?: ThoroughMeasurement;
  /** One line per probe, to read: what was sent, what was seen. */
  readonly observations: readonly string[];
}

/** Absent = could not be measured, or was not asked for. Lengths of time are in milliseconds. */
export interface ThoroughMeasurement {
  /** Of the ports that were handed out, not preserved: is each as even or odd as its inside port? */
  readonly parity?: "kept" | "not kept";
  /** By inside host: the lowest and the highest external port that was handed out to it. */
  readonly handedOut: readonly { readonly host: string; readonly first: number; readonly last: number }[];
  /**
   * How many mappings there can be; absent = more than the `tried`. `forgotten`: how many were made before, and had died
   * in the NAT that forgets first; one behind it may still hold them.
   */
  readonly mappings: {
    readonly perHost?: number;
    readonly total?: number;
    readonly tried?: number;
    readonly forgotten?: number;
  };
  /**
   * The mapping test again with some hundred sockets open; `independent`: how many mappings did not depend on the
   * destination when others began to (RFC 4787 REQ-11), absent = none did.
   */
  readonly load?: { readonly mapping: NatMeasurement["mapping"]; readonly independent?: number };
  /** An unused mapping was still there after the one, and no longer after the other. */
  readonly idle?: { readonly alive: number; readonly dead?: number };
  /** Which packets kept a mapping alive past its idle time. */
  readonly refresh?: "outbound" | "inbound" | "both" | "neither";
}

/**
 * What became of what was sent to a remote port. `silent`: nothing came back; `prohibited`: an ICMP error did (RFC 1812
 * §5.2.7.1); `blocked`: nothing came back, and errors are not to be heard in this world.
 */
export interface Reach {
  readonly protocol: "udp" | "tcp";
  readonly port: number;
  readonly outcome: "open" | "silent" | "prohibited" | "blocked";
}

/**
 * The harness pings through the overlay from `from` to `to`, about every `interval`, from `start` on, in many sizes.
 */
export interface Stimulus {
  readonly from: string;
  readonly to: string;
  readonly interval: Duration;
  /**
   * The fewest bytes of ICMP data: more than any control message has, so that datagrams with pings stand out.
   */
  readonly size: number;
  readonly start: Instant;
}

/**
 * What `from` sends towards the next hop of a path to `to` is dropped at the far end of its cable, whatever the
 * protocol: to the other edge's addresses when direct, to every relay's when relayed.
 */
export interface Cut {
  readonly from: string;
  readonly to: string;
  readonly path: "direct" | "relayed";
  /** True = the inverse: what `from` sends is dropped unless it goes to the next hop of that path. */
  readonly only?: true;
}

/** One step of the scenario's story as it happened. */
export interface Step {
  readonly at: Instant;
  readonly ended?: Instant;
  readonly what: string;
  /** Set when the step is a check: the claim, judged from evidence alone. */
  readonly claim?: Claim;
  /** Set when the step is an event of the network. */
  readonly event?: NetworkEvent;
  /** Set when the step tests a path: from `at` to `ended` nothing could take it. */
  readonly cut?: Cut;
}

/** How far a scenario's story got. */
export interface StoryEnd {
  /** "cut short" = a claim was not met, and the rest of the story was not run. */
  readonly end: "complete" | "cut short";
  /** How many claims were made: as many steps of the evidence have one. */
  readonly claims: number;
}

/** A program's own log: shown beside the verdict, never judged. */
export interface ProgramLog {
  readonly node: string;
  readonly program: string;
  readonly lines: readonly string[];
}

/** A program under test as it was found. */
export interface SystemRun {
  readonly name: string;
  /** As the program reports it. */
  readonly version: string;
  /** Where it came from, in a few words. */
  readonly source: string;
  /** SHA-256 in hexadecimal, by name of the file. */
  readonly files: Readonly<Record<string, string>>;
  /** The hosts that it ran on. */
  readonly hosts: readonly string[];
}

/**
 * Everything needed to judge a case again without a lab. The simulation and the laboratory produce the same type.
 * An underlay packet of an edge is at its host's interface eth0; an overlay packet at its TAP, `overlay[node].device`.
 */
export interface Evidence {
  readonly scenario: string;
  readonly case: string;
  readonly world: "lab" | "sim";
  readonly seed: number;
  readonly topology: Topology;
  readonly addresses: AddressPlan;
  readonly overlay: Readonly<Record<string, { readonly device: string; readonly address: string }>>;
  /** What ran on each host; absent in the simulation. */
  readonly systems?: readonly SystemRun[];
  /** How the programs of hosts find paths, as far as that is unusual: for the oracle, not for verdicts. */
  readonly punching?: Readonly<Record<string, PunchingWay>>;
  /** Nodes that relay, with the UDP port that relayed packets come from; absent = any. */
  readonly relays: readonly { readonly node: string; readonly port?: number }[];
  readonly captures: readonly Capture[];
  readonly proofs: readonly NatProof[];
  readonly stimuli: readonly Stimulus[];
  readonly steps: readonly Step[];
  /** Absent while it is running. */
  readonly story?: StoryEnd;
  readonly logs: readonly ProgramLog[];
  /**
   * Share of the story's time in which some program of the machine waited for a processor (Linux PSI, "some" of
   * /proc/pressure/cpu). Absent in the simulation, and on kernels that do not report it.
   */
  readonly cpuPressure?: number;
  /** How long the programs under test had waited for a processor by then, all their threads together: milliseconds. */
  readonly waiting?: readonly { readonly at: Instant; readonly node: string; readonly waited: number }[];
  /** When the evidence ends; no judgement looks past it. */
  readonly until: Instant;
}
