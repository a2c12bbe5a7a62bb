import type { Duration, Instant } from "../../src/base/instant.ts";
import type { NetworkEvent } from "../topology/event.ts";
import type { Cut, Evidence, Step, StoryEnd } from "../evidence/evidence.ts";
import type { Claim } from "../expect/claim.ts";
import type { CommonNodeOptions } from "../sut/contract.ts";
import type { N2nHelperOptions } from "../sut/n2n/options.ts";
import type { Enough } from "./look.ts";

/** How a scenario starts a node. Every option has a default that suits the laboratory. */
export interface NodeOptions extends CommonNodeOptions {
  /** The helper's host. Default: the first one that was started. */
  readonly helper?: string;
  /** Which of the helper's addresses the node is given. Default: IPv4. */
  readonly underlay?: "IPv6";
  /** The node is given the helper's name instead of an address. The topology must have `dns`. Default: no. */
  readonly byName?: boolean;
}

/** How a scenario starts a helper: a supernode, lighthouse, rendezvous or introducer. */
export interface HelperOptions {
  /** What only n2n has. */
  readonly n2n?: N2nHelperOptions;
}

/** How a scenario starts a program that is not tested itself: a server, a disturbance. */
export interface ProgramOptions {
  /** For messages and its log, `sut/HOST-NAME.log`. Default: the command's name. */
  readonly name?: string;
  /** The port that it binds when it is ready. Default: it is ready at once. */
  readonly ready?: { readonly udp: number } | { readonly tcp: number };
}

/** Where actors act. */
export type Stage = Pick<World, "now" | "startHelper" | "startNode" | "start" | "stop" | "cutOff" | "happen">;

/**
 * Where a scenario runs. Two worlds: namespaces (`harness/lab-world`), in real time, and the simulation (`harness/sim`),
 * where `passUntil` advances a virtual clock. Both yield the same kind of evidence.
 */
export interface World extends AsyncDisposable {
  readonly kind: "lab" | "sim";
  now(): Instant;
  startHelper(node: string, options: HelperOptions): Promise<void>;
  startNode(node: string, options: NodeOptions): Promise<void>;
  /** Starts any program, beside what runs there. Resolves when it is ready. */
  start(node: string, command: readonly string[], options: ProgramOptions): Promise<void>;
  stop(node: string): Promise<void>;
  /** From now on drops everything that this node sends or receives. */
  cutOff(node: string): Promise<void>;
  /** Starts to ping through the overlay from one edge to the other, unless that is running already. */
  ping(from: string, to: string): Promise<void>;
  /**
   * Starts to send `count` echoes, and their answers, over each cable that loses packets; with "impaired", over each that does
   * anything to them but delay, and long ones over those with a rate.
   */
  loadCables(count: number, which?: "lossy" | "impaired"): Promise<void>;
  /** Ends the echoes of `loadCables`: a full queue is no place to test a path. */
  unloadCables(): Promise<void>;
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
  seal(story: StoryEnd): Promise<Evidence>;
}
