import { describe, expect, it } from "vitest";
import type { RouterNode } from "../../topology/topology.ts";
import { makeCell } from "../cell.ts";
import type { CellSpec } from "../cell-spec.ts";
import { eduCells, type EduSet } from "./edu.ts";
import { allPairs, classicPairs, unorderedPairs } from "./pairs.ts";

const plain = { loss: 0, delay: 0, pool: 1 };
const counts = (specs: readonly CellSpec[]) => {
  const grids = [...new Set(specs.map(({ grid }) => grid))];
  return grids.map((name) => specs.filter(({ grid }) => grid === name).length);
};

describe("pairs", () => {
  it("are 25 of RFC 3489 with no NAT, 81 of RFC 4787, 45 of them different", () => {
    expect([classicPairs(), allPairs(), unorderedPairs()].map((one) => one.length)).toEqual([25, 81, 45]);
  });
});

describe("eduP2P's cases", () => {
  it.each<[EduSet, number[]]>([
    ["default", [4, 10, 4]],
    ["extended", [9, 45, 9]],
    ["double", [12, 50, 12]],
    ["extended-double", [72, 1500, 72]],
  ])("%s: as many as eduP2P's script runs", (set, expected) => {
    expect(counts(eduCells(set))).toEqual(expected);
  });

  it("expects 26 relays of the 50 double pairs", () => {
    const pairs = eduCells("double").filter(({ grid }) => grid === "both sides");
    expect(pairs.filter((pair) => pair.otherSuite!.path === "relayed")).toHaveLength(26);
  });

  it.each<[EduSet, Readonly<Record<string, string>>]>([
    ["default", { "hairpin--APDM-APDF--same": "relayed" }],
    [
      "extended",
      {
        "both-sides--EIM-APDF--ADM-EIF": "race",
        "both-sides--EIM-APDF--APDM-EIF": "race",
        "hairpin--ADM-ADF--same": "relayed",
        "hairpin--ADM-APDF--same": "relayed",
        "hairpin--APDM-ADF--same": "relayed",
        "hairpin--APDM-APDF--same": "relayed",
      },
    ],
    [
      "double",
      {
        "hairpin--EIM-EIF-APDM-APDF--same": "relayed",
        "hairpin--EIM-ADF-APDM-APDF--same": "relayed",
        "hairpin--EIM-APDF-APDM-APDF--same": "relayed",
      },
    ],
  ])("%s: where our prediction differs, always with a reason", (set, expected) => {
    const cells = eduCells(set).map((eduCell) => makeCell(eduCell, plain));
    const other = cells.filter(({ prediction, otherSuite }) => prediction.path !== otherSuite!.path);
    expect(Object.fromEntries(other.map((cell) => [cell.name, cell.prediction.path]))).toEqual(expected);
    expect(other.filter(({ otherSuite }) => otherSuite!.because === undefined)).toEqual([]);
  });
});

describe("a cell", () => {
  it.each<[string, CellSpec[]]>([
    ["classic", classicPairs()],
    ["all", allPairs()],
    ["double", eduCells("double")],
    ["extended", eduCells("extended")],
  ])("has a unique name in the set %s", (_name, specs) => {
    expect(new Set(specs.map((spec) => makeCell(spec, plain).name)).size).toBe(specs.length);
  });

  it("loses and delays upwards only", () => {
    const { topology } = makeCell(allPairs()[0]!, { loss: 0.02, delay: 30, pool: 1 });
    for (const name of ["sn", "homeA", "homeB"]) {
      const { up, down } = topology.nodes[name]!.link;
      expect([up.loss, up.delay, down.loss, down.delay]).toEqual([0.02, 30, 0, 0]);
    }
  });

  it("has its pool at the outermost NAT, and leaves to chance what depends on an address", () => {
    const cells = eduCells("double").map((eduCell) => makeCell(eduCell, { ...plain, pool: 3 }));
    const { topology } = cells.find(({ name }) => name === "one-side--EIM-ADF-APDM-APDF--public")!;
    const homeA = topology.nodes.homeA as RouterNode;
    const floor = homeA.lan.homeAFloor1 as RouterNode;
    expect(homeA.nat).toMatchObject({ pooling: { addresses: 3, kind: "arbitrary" } });
    expect(floor.nat).not.toHaveProperty("pooling");
    const either = cells.filter(({ prediction }) => prediction.path === "either");
    expect(either.length).toBeGreaterThan(0);
    expect(either.filter(({ otherSuite }) => otherSuite!.path !== "either")).toEqual([]);
  });
});
