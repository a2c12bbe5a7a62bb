import type { Nat, Translation } from "../../topology/nat/nat.ts";
import type { CellSpec, SuiteExpectation } from "../cell-spec.ts";
import { classic, squareName, squares } from "./squares.ts";

export type EduSet = "default" | "extended" | "double" | "extended-double";

/**
 * The connectivity cases of eduP2P's suite (test_suite/system_tests.sh of eduP2P/common) and the paths it expects:
 * without options 4 one-sided, 10 pairs and 4 hairpins; `-e` 9, 45 and 9; `-2` 12, 50 and 12; both 72, 1500 and 72.
 */
export function eduCells(set: EduSet): CellSpec[] {
  const nats = set.startsWith("extended") ? squares : classic;
  return set.endsWith("double") ? doubled(nats) : single(nats);
}

type Targets = SuiteExpectation["path"];
type Layers = readonly [inner: Translation, outer: Translation];

const easy = (translation: Translation): boolean => translation.mapping === "endpoint-independent";
const open = (translation: Translation): boolean => translation.filtering === "endpoint-independent";
const byPort = (translation: Translation): boolean => translation.filtering === "address-and-port-dependent";
const symmetric = (translation: Translation): boolean =>
  translation.mapping === "address-and-port-dependent" && byPort(translation);
const turning = (translation: Translation): Translation => ({ ...translation, hairpin: "external-source" });

const suite = "eduP2P";
const pastFilter = "eduP2P's routers let hairpinned packets past the filter; RFC 4787 REQ-9 does not ask for that";
const firstSent =
  "eduP2P assumes that the open side does not send first; the outcome depends on which packet arrives first";
const layersOf3489 = "eduP2P's rule for two NATs covers only the four kinds of RFC 3489";

function single(nats: readonly Translation[]): CellSpec[] {
  return [
    ...nats.map((nat) => cell("one side", [nat], [], { path: "direct" })),
    ...upwards(nats, nats).map(([a, b]) => cell("both sides", [a], [b], pairTarget(a, b))),
    ...nats.map((nat) => hairpin([nat], { path: "direct", because: pastFilter })),
  ];
}

function doubled(nats: readonly Translation[]): CellSpec[] {
  const layers = nats.flatMap((inner) => nats.filter((nat) => nat !== inner).map((outer): Layers => [inner, outer]));
  const beside = (one: Translation, other: Translation) => nats.indexOf(one) <= nats.indexOf(other);
  const pairs = layers.flatMap((a) =>
    layers.filter((b) => beside(a[0], b[0]) && beside(a[1], b[1])).map((b) => [a, b] as const),
  );
  return [
    ...layers.map((layer) => cell("one side", layer, [], { path: "direct" })),
    ...pairs.map(([a, b]) => cell("both sides", a, b, { path: doubleTarget(a, b), because: layersOf3489 })),
    ...layers.map((layer) =>
      hairpin(layer, { path: symmetricOrDependent(layer[0]) ? "relayed" : "direct", because: pastFilter }),
    ),
  ];
}

function pairTarget(a: Translation, b: Translation): Omit<SuiteExpectation, "suite"> {
  const restricted = (translation: Translation) => easy(translation) && translation.filtering === "address-dependent";
  if (open(a) || open(b)) return { path: "direct", because: firstSent };
  return { path: (easy(a) && easy(b)) || restricted(a) || restricted(b) ? "direct" : "relayed" };
}

/** Relayed if one side has a port-dependent filter and the other, listed later, a symmetric NAT. */
const doubleTarget = (a: Layers, b: Layers): Targets => (a.some(byPort) && b.some(symmetric) ? "relayed" : "direct");

const symmetricOrDependent = (translation: Translation): boolean => !easy(translation) && byPort(translation);

/** Each pair once, in the order listed. */
const upwards = (rows: readonly Translation[], columns: readonly Translation[]) =>
  rows.flatMap((a, i) => columns.slice(i).map((b) => [a, b] as const));

function cell(grid: string, a: readonly Nat[], b: readonly Nat[], target: Omit<SuiteExpectation, "suite">): CellSpec {
  return { grid, row: squareName(...a), column: squareName(...b), a, b, otherSuite: { suite, ...target } };
}

function hairpin(nats: readonly Translation[], target: Omit<SuiteExpectation, "suite">): CellSpec {
  const shared = nats.map(turning);
  return {
    grid: "hairpin",
    row: squareName(...shared),
    column: "same",
    a: [],
    b: [],
    shared,
    otherSuite: { suite, ...target },
  };
}
