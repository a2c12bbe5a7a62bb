import type { Verdict } from "../expect/claim.ts";
import type { ProofDepth } from "../lab/probe-place.ts";
import type { Completed } from "../lab/protocol.ts";
import type { Actor, Check, RouterActor } from "../story/scenario.ts";
import type { SystemUnderTest } from "../sut/contract.ts";

/** What runs as a node or helper: the name of a known system, an adapter, or a command line for `sh -c`. */
export type Program = string | SystemUnderTest | { readonly command: string };

/** How a laboratory is built. */
export interface LabSettings<Hosts extends string = string> {
  /** For reports. Default: the network's name. */
  readonly name?: string;
  /** By host. Default: our own edge and supernode; beside command lines, nothing. */
  readonly programs?: Readonly<Partial<Record<Hosts, Program>>>;
  /** `"sim"`: the simulation, in which only our own programs run. Default: the laboratory. */
  readonly world?: "lab" | "sim";
  /** Determines the choices of NATs and lost packets. Default: 1. */
  readonly seed?: number;
  /** How much of the NATs is measured. Default: `"quick"`. */
  readonly proof?: ProofDepth;
  /** For captures, logs and reports. Default: a temporary folder, which stays only if a claim was not met. */
  readonly folder?: string;
  /** Ends the laboratory at once. */
  readonly signal?: AbortSignal;
}

/** Runs commands on a host or router. */
export interface CommandRunner {
  /** Runs a command here to its end: a text is for `sh -c`. Does not throw if it fails. Not in the simulation. */
  run(command: string | readonly string[], input?: string): Promise<Completed>;
}

/** A network that stands, with its NATs proven. It ends with `await using`, with `close()`, or with this process. */
export interface Laboratory<Hosts extends string = string, Routers extends string = string> extends AsyncDisposable {
  /** Hosts and routers by name, with the verbs of a scenario and `run`. */
  readonly nodes: Readonly<Record<Hosts, Actor & CommandRunner> & Record<Routers, RouterActor & CommandRunner>>;
  /** Claims about nodes; each resolves when it is met, and rejects with ClaimNotMet. */
  readonly check: Check;
  /** Captures, logs and reports. */
  readonly folder: string;
  /**
   * Ends the story: paths are cut to see whether pings depend on them, NATs are measured again, and all claims are judged
   * once more from the whole evidence. Nothing can be claimed afterwards.
   */
  verdict(): Promise<Verdict>;
  close(): Promise<void>;
}

/** A claim that was not met. The message says what was observed instead, and how far it came. */
export class ClaimNotMet extends Error {
  override readonly name = "ClaimNotMet";
  readonly verdict: Verdict;

  constructor(verdict: Verdict, folder: string) {
    const parts =
      verdict.verdict === "fail"
        ? [`expected   ${verdict.expected}`, `observed   ${verdict.observed}`, `stopped at ${verdict.stoppedAt}`]
        : [`${verdict.verdict}${"why" in verdict ? `: ${verdict.why}` : ""}`];
    super([...parts, `evidence   ${folder}`].join("\n"));
    this.verdict = verdict;
  }
}
