import type { Prediction } from "../nat/predict/predict.ts";
import { predict } from "../nat/predict/setting.ts";
import type { Nat } from "../topology/nat/nat.ts";
import type { Topology } from "../topology/topology.ts";
import { cellNetwork } from "./cell-network.ts";
import type { CellSpec, Conditions, SuiteExpectation } from "./cell-spec.ts";

export interface Cell extends CellSpec {
  /** Unique in its set; valid as the name of a folder. */
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
  const otherSuite =
    spec.otherSuite && (prediction.path === "either" ? decidedByChance(spec.otherSuite) : spec.otherSuite);
  return {
    ...spec,
    ...(otherSuite && { otherSuite }),
    name: [spec.grid, spec.row, spec.column].map(fitForFolder).join("--"),
    topology: cellNetwork({ a, b, shared }, conditions),
    prediction,
  };
}

/** With pools, eduP2P's suite accepts either path where its expectation assumes one address (`TS_PASS`). */
const decidedByChance = ({ suite }: SuiteExpectation): SuiteExpectation => ({ suite, path: "either" });

/** The outermost NAT has several addresses; an inner one has one. */
function pooled(nats: readonly Nat[], addresses: number): readonly Nat[] {
  const outermost = nats.findLastIndex((middlebox) => middlebox.translates);
  if (addresses === 1) return nats;
  return nats.map((middlebox, i) =>
    i === outermost ? { ...middlebox, pooling: { addresses, kind: "arbitrary" } } : middlebox,
  );
}

const fitForFolder = (text: string): string => text.replaceAll(/[^A-Za-z0-9]+/g, "-");
