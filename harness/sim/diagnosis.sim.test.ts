import { describe, expect, it } from "vitest";
import { diagnose } from "../expect/diagnosis/diagnose.ts";
import { classicPairs } from "../matrix/sets/pairs.ts";
import { nat } from "../topology/nat/nat.ts";
import { betweenHomes } from "./testing/diagnosed.ts";
import { aimsElsewhere, punchesOnce } from "./testing/faulty-edges.ts";

const pair = { a: "alice", b: "bob" };
const x = { ...nat.portRestricted, ports: "random" } as const;

it.each([
  ["once", nat.symmetric, nat.addressRestricted, { makeEdge: punchesOnce, first: "bob" }],
  ["once2", nat.symmetric, nat.addressRestricted, { makeEdge: punchesOnce }],
  [
    "announced only",
    nat.symmetric,
    nat.addressRestricted,
    { makeEdge: aimsElsewhere(undefined, (_to, announced) => announced) },
  ],
  [
    "announced only, full",
    nat.symmetric,
    nat.fullCone,
    { makeEdge: aimsElsewhere("bob", (_to, announced) => announced) },
  ],
  ["wrong port", x, x, { makeEdge: aimsElsewhere("bob", (to) => ({ ...to, port: to.port + 7 })) }],
  ["relay only", x, x, { peerToPeer: false }],
  ["one tries", x, x, { makeEdge: aimsElsewhere("bob", () => undefined) }],
  ["inside", x, x, { makeEdge: aimsElsewhere("bob", (to) => ({ ...to, address: "192.168.1.101" })) }],
] as const)("%s", async (_name, a, b, search) => {
  const evidence = await betweenHomes(a, b, search as never);
  console.log(_name, JSON.stringify(diagnose(evidence, pair), undefined, 1));
});

describe("h", () => {
  it.each(classicPairs().map((p) => [p.row + " " + p.column, p] as const))("%s", async (_n, p) => {
    const evidence = await betweenHomes(p.a[0]!, p.b[0]!);
    expect(diagnose(evidence, pair)).toBeUndefined();
  });
});
