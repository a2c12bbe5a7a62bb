import type { Duration, Instant } from "../../src/base/instant.ts";

/** How the frames of one direction travel. */
export type Path = "direct" | "relayed" | "none";

/**
 * What a scenario claims, as data: stored with the evidence and judged from it by `judge.ts`, in the laboratory while it
 * runs, in the simulation, and again by `npm run judge`. `from` = the instant from which evidence counts; `within` = the
 * time in which it must become true.
 */
export type Claim =
  /** An echo reply came back through the overlay. */
  | { readonly kind: "ping"; readonly a: string; readonly b: string; readonly from: Instant; readonly within: Duration }
  /** Both directions travel by `path`, steadily: at least `steady` consecutive pings each way. */
  | {
      readonly kind: "path";
      readonly a: string;
      readonly b: string;
      readonly path: Path;
      readonly steady: number;
      readonly from: Instant;
      readonly within: Duration;
    }
  /** Round trips between a and b cost what the links on `path` were asked for. */
  | {
      readonly kind: "latency";
      readonly a: string;
      readonly b: string;
      readonly path: "direct" | "relayed";
      readonly samples: number;
      readonly from: Instant;
      readonly within: Duration;
    }
  /** Pings are lost as often as the links on `path` were asked to lose packets, and no more. */
  | {
      readonly kind: "loss";
      readonly a: string;
      readonly b: string;
      readonly path: "direct" | "relayed";
      readonly samples: number;
      readonly from: Instant;
      readonly within: Duration;
    }
  /** Every cable between a and b does to packets what it was asked to, in each direction. */
  | {
      readonly kind: "links";
      readonly a: string;
      readonly b: string;
      readonly from: Instant;
      readonly within: Duration;
    }
  /** This many bytes of TCP arrive through the overlay, complete and unchanged, at `floor` Mbit/s or more. */
  | {
      readonly kind: "throughput";
      readonly a: string;
      readonly b: string;
      readonly bytes: number;
      /** SHA-256 of what is sent, hexadecimal. */
      readonly digest: string;
      /** Where the receiver listens. */
      readonly port: number;
      readonly floor: number;
      readonly from: Instant;
      readonly within: Duration;
    }
  /**
   * After something happened to the network, pings are answered again: `steady` in a row, and by `path` when it is
   * said.
   */
  | {
      readonly kind: "recovery";
      readonly a: string;
      readonly b: string;
      readonly path?: "direct" | "relayed";
      readonly steady: number;
      /** When the event began; `from` is when it was over. */
      readonly event: Instant;
      readonly from: Instant;
      readonly within: Duration;
    };

/** A place in the evidence: a node's capture and frame numbers, or a log line. */
export interface Ref {
  readonly node: string;
  readonly frames?: readonly number[];
  readonly line?: number;
}

export type Judgement =
  | { readonly is: "met"; readonly observed: string; readonly at: Instant; readonly because: readonly Ref[] }
  /** `soonest`: evidence that ends earlier is not expected to meet it, so it need not be checked. Absent = any may. */
  | { readonly is: "pending"; readonly waitingFor: string; readonly soonest?: Instant }
  /** Cannot become true any more: stop waiting. */
  | { readonly is: "violated"; readonly observed: string; readonly stoppedAt: string; readonly because: readonly Ref[] }
  /** The laboratory, not the program, is at fault (a link far from what was asked, a NAT not as declared …). */
  | { readonly is: "unsound"; readonly why: string };

export type Verdict =
  | { readonly verdict: "pass"; readonly because: readonly Ref[] }
  | {
      readonly verdict: "fail";
      readonly expected: string;
      readonly observed: string;
      readonly stoppedAt: string;
      readonly because: readonly Ref[];
    }
  | { readonly verdict: "inconclusive"; readonly why: string }
  | { readonly verdict: "unsupported"; readonly why: string };

export type PathClaim = Extract<Claim, { kind: "path" }>;
