import type { Prediction } from "../nat/predict/predict.ts";
import { predict } from "../nat/predict/setting.ts";
import type { Nat } from "../topology/nat/nat.ts";
import type { Topology } from "../topology/topology.ts";
import { cellNetwork } from "./cell-network.ts";

/** What the links of every cell do, as the options of eduP2P's suite. */
export interface Conditions {
  /** Share of packets, 0 to 1, lost once on the way between two places of the internet (`-c`). */
  readonly loss: number;
  /** Milliseconds that every sender's packets take more (`-d`). */
  readonly delay: number;
  /** External addresses of every NAT towards the internet, which each mapping draws from (`-n`). */
  readonly pool: number;
}

/** What another suite expects of the same surroundings, and why that is not the same as what we do. */
export interface Elsewhere {
  readonly suite: string;
  readonly path: "direct" | "relayed" | "either";
  /** Where it differs from our prediction. */
  readonly because?: string;
}

/** One pair of surroundings: who is behind what. NATs innermost first; none = public. */
export interface CellSpec {
  /** Which of the set's grids it stands in. */
  readonly grid: string;
  readonly row: string;
  readonly column: string;
  readonly a: readonly Nat[];
  readonly b: readonly Nat[];
  readonly shared?: readonly Nat[];
  readonly elsewhere?: Elsewhere;
}

export interface Cell extends CellSpec {
  /** Unique in its set, and fit for a folder. */
  readonly name: string;
  readonly topology: Topology<"sn" | "alice" | "bob">;
  readonly prediction: Prediction;
}

export function makeCell(spec: CellSpec, conditions: Conditions): Cell {
  const [a, b, shared] = [spec.a, spec.b, spec.shared ?? []].map((nats) => pooled(nats, conditions.pool)) as [
    readonly Nat[],
    readonly Nat[],
    readonly Nat[],
  ];
  const prediction = predict({ a, b, shared });
  const elsewhere = spec.elsewhere && (prediction.path === "either" ? decidedByChance(spec.elsewhere) : spec.elsewhere);
  return {
    ...spec,
    ...(elsewhere && { elsewhere }),
    name: [spec.grid, spec.row, spec.column].map(fitForFolder).join("--"),
    topology: cellNetwork({ a, b, shared }, conditions),
    prediction,
  };
}

/** With pools eduP2P's suite takes either path where it counts on one address (`TS_PASS`). */
const decidedByChance = ({ suite }: Elsewhere): Elsewhere => ({ suite, path: "either" });

/** The NAT towards the internet has several addresses; one behind another keeps its one. */
function pooled(nats: readonly Nat[], addresses: number): readonly Nat[] {
  const outermost = nats.findLastIndex((it) => it.translates);
  if (addresses === 1) return nats;
  return nats.map((it, i) => (i === outermost ? { ...it, pooling: { addresses, kind: "arbitrary" } } : it));
}

const fitForFolder = (text: string): string => text.replaceAll(/[^A-Za-z0-9]+/g, "-");
