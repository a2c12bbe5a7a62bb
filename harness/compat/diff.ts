import { compatCells, type CellVerdict, type CompatCell } from "./cell.ts";
import type { CompatReport } from "./json.ts";

/** A cell that two reports disagree about. */
export interface CellChange {
  readonly system: string;
  readonly situation: string;
  readonly before: CellVerdict;
  readonly after: CellVerdict;
  readonly is: "worse" | "better" | "different";
  readonly why: string;
}

/** From good to bad; what has no rank cannot be compared. */
const ranks: readonly CellVerdict[] = [
  "direct",
  "relayed",
  "could be direct",
  "half-direct",
  "no path possible",
  "none",
];

/** What changed between two reports, worse first. Only cells that both have are compared; others are `unmatched`. */
export function diffCompat(before: CompatReport, after: CompatReport): { changes: CellChange[]; unmatched: string[] } {
  const [earlier, later] = [before, after].map(
    (report) => new Map(compatCells(report).map((cell) => [keyOf(cell), cell])),
  );
  const changes = [...later!].flatMap(([key, cell]): CellChange[] => {
    const old = earlier!.get(key);
    if (old === undefined || old.verdict === cell.verdict) return [];
    const { system, situation, verdict, why } = cell;
    return [
      {
        system,
        situation: situation.name,
        before: old.verdict,
        after: verdict,
        is: compare(old.verdict, verdict),
        why,
      },
    ];
  });
  const order = ["worse", "different", "better"];
  const alone = [...later!.keys()].filter((key) => !earlier!.has(key));
  const gone = [...earlier!.keys()].filter((key) => !later!.has(key));
  return {
    changes: changes.sort((a, b) => order.indexOf(a.is) - order.indexOf(b.is)),
    unmatched: [...alone, ...gone],
  };
}

function compare(before: CellVerdict, after: CellVerdict): CellChange["is"] {
  const [a, b] = [ranks.indexOf(before), ranks.indexOf(after)];
  if (a < 0 || b < 0) return "different";
  return b > a ? "worse" : "better";
}

const keyOf = ({ system, situation }: CompatCell): string => `${system} ${situation.name}`;
