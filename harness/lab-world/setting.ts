import type { Evidence, Step, SystemRun } from "../evidence/evidence.ts";
import type { LabPlan } from "../lab/plan.ts";
import type { ProofDepth } from "../lab/probe-place.ts";
import type { Cast } from "../story/cast.ts";
import type { AddressPlan } from "../topology/plan/addresses.ts";
import type { Topology } from "../topology/topology.ts";
import type { TimedAct } from "./acts.ts";

export interface LabSetting {
  readonly scenario: string;
  readonly case: string;
  readonly topology: Topology;
  readonly seed: number;
  /** The case's evidence folder. */
  readonly folder: string;
  readonly cast: Cast;
  /** What the programs of the cast are. */
  readonly systems?: readonly SystemRun[];
  readonly proof?: ProofDepth;
  /** Our own programs record what happens to them, in the folder. */
  readonly record?: boolean;
  /** Ends the laboratory at once. */
  readonly interrupted?: AbortSignal;
  /** "lab" when the network stands, "nat" when every NAT is measured. */
  readonly tell: (phase: "lab" | "nat") => void;
}

export interface LabHistory {
  readonly plan: LabPlan;
  /** As it was built. */
  readonly topology: Topology;
  readonly acts: readonly TimedAct[];
  readonly steps: readonly Step[];
  readonly overlay: Evidence["overlay"];
  /** Hosts. */
  readonly relays: readonly string[];
  /** With those that nodes had before. */
  readonly addresses: AddressPlan;
  /** The case's, absolute. */
  readonly folder: string;
}
