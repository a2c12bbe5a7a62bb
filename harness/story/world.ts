import type { Duration, Instant } from "../../src/base/instant.ts";
import type { NetworkEvent } from "../topology/event.ts";
import type { Cut, Evidence, Step, Telling } from "../evidence/evidence.ts";
import type { Claim } from "../expect/claim.ts";
import type { TransformName } from "../sut/contract.ts";
import type { Enough } from "./look.ts";

/** How a scenario starts an edge. Every option has a default that suits the laboratory. */
export interface EdgeOptions {
  /** Default: one community for all edges. */
  readonly community?: string;
  /** Default: one key for all edges. */
  readonly key?: string;
  /** Overlay address with prefix length; `"auto"` asks the supernode. Default: planned by the harness. */
  readonly address?: string;
  /** `false` relays everything (`-S1`). */
  readonly peerToPeer?: boolean;
  /** Local UDP port. Default: any. */
  readonly port?: number;
  /** Cipher of payloads. Default: AES. */
  readonly transform?: TransformName;
  /** Encrypts headers (`-H`). The supernode must list the community. */
  readonly headerEncryption?: boolean;
  /** Authenticated frames. Default: with peers that ask, if there is a key. */
  readonly authenticated?: "require" | "request" | "never";
  /** Compresses payloads (`-z`). */
  readonly compression?: "lzo" | "zstd";
  /** User and password (`-I`, `-J`). The supernode must list the user. */
  readonly user?: { readonly name: string; readonly password: string };
  /** Relays everything over TCP (`-S2`). */
  readonly tcp?: boolean;
  /** Asks the home router to forward the edge's port (`--port-forwarding`). */
  readonly portForwarding?: boolean;
  /** The supernode's host. Default: the first one that was started. */
  readonly supernode?: string;
  /** Which of the supernode's addresses the edge is given. Default: IPv4. */
  readonly underlay?: "IPv6";
}

/** How a scenario starts a supernode. */
export interface SupernodeOptions {
  /** Text of a community list. Default: every community is served. */
  readonly communities?: string;
  /** The federation's name, and the hosts of its other supernodes. */
  readonly federation?: { readonly name: string; readonly with: readonly string[] };
}

/**
 * Where a scenario runs. Two worlds: namespaces (`harness/lab-world`), in real time, and the simulation (`harness/sim`),
 * where `passUntil` advances a virtual clock. Both yield the same kind of evidence.
 */
export interface World extends AsyncDisposable {
  readonly kind: "lab" | "sim";
  now(): Instant;
  startSupernode(node: string, options: SupernodeOptions): Promise<void>;
  startEdge(node: string, options: EdgeOptions): Promise<void>;
  stop(node: string): Promise<void>;
  /** From now on drops everything that this node sends or receives. */
  cutOff(node: string): Promise<void>;
  /** Starts to ping through the overlay from one edge to the other, unless that is running already. */
  ping(from: string, to: string): Promise<void>;
  /** Starts to send `count` short echoes, and their answers, over each cable that loses packets. */
  loadCables(count: number): Promise<void>;
  /** Ends all pinging. A later `ping` starts again. */
  silence(): Promise<void>;
  /** Resolves when the event has happened; a reboot, when the router is back. Throws ConfigError if it cannot happen. */
  happen(event: NetworkEvent): Promise<void>;
  /** Starts to send `bytes` bytes over TCP through the overlay. Absent in the simulation, whose hosts have no TCP. */
  transfer?(from: string, to: string, bytes: number): Promise<Pick<Claim & { kind: "throughput" }, "port" | "digest">>;
  /** Closes the path in this direction until `mend`. */
  cut(it: Cut): Promise<void>;
  mend(it: Cut): Promise<void>;
  /** Lets time pass until `done` is satisfied with the evidence so far, or that evidence reaches `deadline`: see `lookUntil`. */
  passUntil(done: (evidence: Evidence) => Enough, deadline: Instant): Promise<void>;
  /** Lets this much time pass. Never evidence on its own. */
  pass(time: Duration): Promise<void>;
  /** Adds a step of the story to the evidence. */
  record(step: Step): void;
  /** Stops captures and measures every NAT again. Nothing is added to the evidence afterwards. */
  seal(story: Telling): Promise<Evidence>;
}
