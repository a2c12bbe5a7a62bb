import type { Duration, Instant } from "../../src/base/instant.ts";
import type { NetworkEvent } from "../topology/event.ts";
import type { Cut, Evidence, Step, Telling } from "../evidence/evidence.ts";
import type { Claim } from "../expect/claim.ts";
import type { CommonEdgeOptions } from "../sut/contract.ts";
import type { Enough } from "./look.ts";

/** How a scenario starts an edge. Every option has a default that suits the laboratory. */
export interface EdgeOptions extends CommonEdgeOptions {
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
  cut(cut: Cut): Promise<void>;
  mend(cut: Cut): Promise<void>;
  /** Lets time pass until `done` is satisfied with the evidence so far, or that evidence reaches `deadline`: see `lookUntil`. */
  passUntil(done: (evidence: Evidence) => Enough, deadline: Instant): Promise<void>;
  /** Lets this much time pass. Never evidence on its own. */
  pass(time: Duration): Promise<void>;
  /** Adds a step of the story to the evidence. */
  record(step: Step): void;
  /** Stops captures and measures every NAT again. Nothing is added to the evidence afterwards. */
  seal(story: Telling): Promise<Evidence>;
}
