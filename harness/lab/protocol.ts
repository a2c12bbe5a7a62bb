import type { NatMeasurement } from "../evidence/evidence.ts";
import type { Link } from "../topology/link.ts";
import type { CaptureLimits } from "./capture.ts";
import type { LinkStats } from "./wire/stats.ts";
import type { DhcpServer } from "../services/dhcp/server.ts";
import type { DnsServer } from "../services/dns/servers.ts";
import type { Op } from "./op.ts";

/**
 * The requests of the runner to the agent inside the laboratory: one JSON line each way. Both come from one build, so
 * messages are not validated.
 */
export interface AgentMethods {
  /** Milliseconds by step. */
  build(params: { readonly ops: readonly Op[]; readonly seed: number }): BuildTimes;
  /** What servers answer from now on. */
  serveNames(params: { readonly servers: readonly DnsServer[]; readonly ipv6: boolean }): null;
  /** What DHCP servers give out from now on; clients start in their hosts. */
  serveDhcp(params: { readonly servers: readonly DhcpServer[] }): null;
  /** Waits until hosts have these addresses. `patience`: milliseconds. */
  awaitLeases(params: { readonly addresses: Readonly<Record<string, string>>; readonly patience: number }): null;
  /** The text of /etc/resolv.conf of all programs that start from now on. */
  useResolver(params: { readonly text: string }): null;
  exec(params: { readonly node: string; readonly argv: readonly string[]; readonly input?: string }): Completed;
  spawn(params: {
    readonly node: string;
    readonly argv: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
    readonly logFile: string;
  }): { readonly pid: number };
  kill(params: { readonly pid: number; readonly signal: NodeJS.Signals }): null;
  startEchoes(params: EchoParams): null;
  /** All of them. */
  stopEchoes(params: Readonly<Record<string, never>>): null;
  /** How long a spawned program has waited for a processor, in milliseconds by pid; left out where it is not known. */
  waited(params: { readonly pids: readonly number[] }): Readonly<Record<string, number>>;
  /** Changes the cable that `owner` owns, which must be a wire. */
  setLink(params: { readonly owner: string; readonly link: Link }): null;
  passThrough(params: { readonly on: boolean }): null;
  linkStats(params: Readonly<Record<string, never>>): Readonly<Record<string, LinkStats>>;
  measureNat(params: ProbePlaceParams): NatMeasurement;
  /** `limits` absent = whole packets, all of them. */
  startCaptures(params: {
    readonly folder: string;
    readonly nodes: readonly string[];
    readonly limits?: CaptureLimits;
  }): null;
  /** Whether the files have every packet seen up to the request; false = one capture is behind. */
  capturesCaughtUp(params: Readonly<Record<string, never>>): boolean;
  stopCaptures(params: Readonly<Record<string, never>>): CaptureCounts;
  interfaces(params: Readonly<Record<string, never>>): InterfaceNames;
  /** The kernel's tables of sockets in a node, as text. */
  socketTables(params: { readonly node: string; readonly tables: readonly SocketTable[] }): string;
  /** Of a node, those that are up and have an IPv4 address. */
  devices(params: { readonly node: string }): readonly NodeDevice[];
}

export type AgentParams<M extends keyof AgentMethods> = Parameters<AgentMethods[M]>[0];
export type AgentResult<M extends keyof AgentMethods> = ReturnType<AgentMethods[M]>;

export type AgentRequest = {
  [M in keyof AgentMethods]: { readonly id: number; readonly method: M; readonly params: AgentParams<M> };
}[keyof AgentMethods];

export type FromAgent =
  | { readonly id: number; readonly result: unknown }
  | {
      readonly id: number;
      readonly error: { readonly message: string; readonly command?: string; readonly output?: string };
    }
  | { readonly exited: number; readonly code: number };

export interface Completed {
  /** 128 + n if signal n ended the program. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export type SocketTable = "udp" | "udp6" | "tcp" | "tcp6";

export interface NodeDevice {
  readonly device: string;
  /** IPv4. */
  readonly address: string;
}

export type BuildTimes = readonly { readonly step: Op["op"]; readonly count: number; readonly milliseconds: number }[];

/** Names by node and interface index. Interfaces that have vanished are kept, because captures refer to them. */
export type InterfaceNames = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** By node, from the final counters of the capturing program. */
export type CaptureCounts = Readonly<Record<string, { readonly captured: number; readonly dropped: number }>>;

/** `interval`: milliseconds. `least`, `most`: bytes of data; the seed draws the size of each, and their identifier. */
export interface EchoParams {
  readonly node: string;
  readonly address: string;
  readonly interval: number;
  readonly least: number;
  readonly most: number;
  readonly seed: number;
}

/** Like `ProbePlace` of the NAT prober, with a seed for its randomness, and times in milliseconds. */
export interface ProbePlaceParams {
  readonly inside: readonly { readonly node: string; readonly address: string }[];
  readonly servers: {
    readonly node: string;
    readonly addresses: readonly [string, string];
    readonly ports: readonly [number, number];
  };
  /** The inside hosts have IPv6 only, and reach the servers by this NAT64's prefix. */
  readonly nat64?: string;
  /** Remote ports to try in addition to the usual ones. */
  readonly reach: readonly number[];
  readonly insidePorts: { readonly first: number; readonly count: number };
  readonly seed: number;
  readonly wait: number;
  readonly depth?: "quick" | "full";
  /** How long to wait for an unused mapping to expire, in full depth; absent = lifetimes are not measured. */
  readonly longest?: number;
}
