import { nat, type Nat } from "../../topology/nat/nat.ts";
import type { CellSpec } from "../cell-spec.ts";
import { classic, classicName, squareName, squares } from "./squares.ts";

/** RFC 3489's kinds and no NAT: 25 ordered pairs. */
export const classicPairs = (): CellSpec[] => grid("pairs", [nat.none, ...classic], classicName, () => true);

/** Every combination of RFC 4787's mapping and filtering with every other: 81 ordered pairs. */
export const allPairs = (): CellSpec[] => grid("pairs", squares, squareName, () => true);

/** The same, each pair once: 45. */
export const unorderedPairs = (): CellSpec[] => grid("pairs", squares, squareName, (i, j) => i <= j);

function grid(
  name: string,
  nats: readonly Nat[],
  label: (middlebox: Nat) => string,
  wanted: (i: number, j: number) => boolean,
): CellSpec[] {
  return nats.flatMap((a, i) =>
    nats.flatMap((b, j): CellSpec[] =>
      wanted(i, j) ? [{ grid: name, row: label(a), column: label(b), a: [a], b: [b] }] : [],
    ),
  );
}
