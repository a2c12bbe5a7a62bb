import type { Duration, Instant } from "../../src/base/instant.ts";
import type { NetworkEvent } from "../topology/event.ts";
import type { Cut, Evidence, Step, Telling } from "../evidence/evidence.ts";
import type { Claim } from "../expect/claim.ts";
import type { TransformName } from "../sut/contract.ts";
import type { Enough } from "./look.ts";

/** How a scenario wants an edge started; everything has a default that suits the laboratory. */
export interface EdgeOptions {
  readonly community?: string;
  readonly key?: string;
  /** Overlay address with prefix; "auto" = ask the supernode. Absent: planned by the harness. */
  readonly address?: string;
  /** False = relay only (`-S1`). */
  readonly peerToPeer?: boolean;
  /** Local UDP port; absent = any. */
  readonly port?: number;
  /** How payloads are sealed; absent = AES. */
  readonly transform?: TransformName;
  /** `-H`; the supernode must list the community. */
  readonly headerEncryption?: boolean;
  /** Absent = as our edge does by itself: with peers that ask, where there is a key. */
  readonly authenticated?: "required" | "wished" | "never";
  readonly compression?: "lzo" | "zstd";
  /** User/password mode; the supernode must list the user. */
  readonly user?: { readonly name: string; readonly password: string };
  /** Relayed over TCP (`-S2`). */
  readonly tcp?: boolean;
  /** `--port-forwarding`: asks the home router to forward its port. */
  readonly portForwarding?: boolean;
  /** The supernode's host; absent = the first one that was started. */
  readonly supernode?: string;
  /** By which of its addresses the supernode is given; absent = IPv4. */
  readonly underlay?: "IPv6";
}

export interface SupernodeOptions {
  /** The text of a list of communities; absent = all are served. */
  readonly communities?: string;
  /** Serves together with the supernodes of these hosts. */
  readonly federation?: { readonly name: string; readonly with: readonly string[] };
}

/**
 * Where a scenario runs. Two worlds: namespaces (`harness/lab`), where time passes by itself, and the simulation
 * (`harness/sim`), where `passUntil` advances a virtual clock. Both yield the same kind of evidence.
 */
export interface World extends AsyncDisposable {
  readonly kind: "lab" | "sim";
  now(): Instant;
  startSupernode(node: string, options: SupernodeOptions): Promise<void>;
  startEdge(node: string, options: EdgeOptions): Promise<void>;
  stop(node: string): Promise<void>;
  /** Drop everything that this node sends or receives, both directions, from now on. */
  cutOff(node: string): Promise<void>;
  /** Start pinging through the overlay from one edge to the other, unless that is already going on. */
  ping(from: string, to: string): Promise<void>;
  /** Start to send `count` short echoes, and their answers, over each cable that loses packets. */
  loadCables(count: number): Promise<void>;
  /** End all pinging; a later `ping` begins anew. */
  silence(): Promise<void>;
  /** Resolves when it has happened; a reboot, when the router is back. Throws ConfigError for what cannot happen. */
  happen(event: NetworkEvent): Promise<void>;
  /** Start to send `bytes` bytes over TCP through the overlay. Absent in the simulation: its hosts have no TCP. */
  transfer?(from: string, to: string, bytes: number): Promise<Pick<Claim & { kind: "throughput" }, "port" | "digest">>;
  /** From now on the path cannot be taken in this direction, until `mend`. */
  cut(it: Cut): Promise<void>;
  mend(it: Cut): Promise<void>;
  /** Let time pass until `done` says so for the evidence so far, or that evidence reaches `deadline`: see `lookUntil`. */
  passUntil(done: (evidence: Evidence) => Enough, deadline: Instant): Promise<void>;
  /** Let this much time pass. Never evidence by itself. */
  pass(time: Duration): Promise<void>;
  /** Keep a step of the story in the evidence. */
  record(step: Step): void;
  /** Stop captures, then measure every NAT once more; nothing is added to the evidence afterwards. */
  seal(story: Telling): Promise<Evidence>;
}
