import { describe, expect, it } from "vitest";
import { nat, type Nat } from "../../topology/nat/nat.ts";
import { chanceText, type PortGuessing } from "./guessing.ts";
import type { PunchingWay } from "./punching.ts";
import { predict } from "./setting.ts";

const inOrder: Nat = { ...nat.symmetric, ports: "sequential" };
const plain: PunchingWay = { answersObserved: true };
const next: PunchingWay = { ...plain, guessesPorts: { kind: "next", ports: 16 } };
const birthday: PunchingWay = {
  ...plain,
  guessesPorts: { kind: "random", sockets: 256, probes: 1750, range: { first: 1000, last: 65_535 } },
};
const of = (a: Nat, b: Nat, one: PunchingWay, other = one) => predict({ a: [a], b: [b] }, { a: one, b: other });

describe("programs that guess ports", () => {
  it("find the next port of a NAT that gives them out in order, from the side whose own port is known", () => {
    expect(of(inOrder, nat.portRestricted, next)).toMatchObject({ path: "direct", clause: "RFC 5128 §3.5" });
    expect(of(inOrder, nat.portRestricted, plain, next).path).toBe("direct");
    expect(of(inOrder, nat.portRestricted, next, plain).path).toBe("relayed");
    expect(of(inOrder, inOrder, next).path).toBe("relayed");
  });

  it("are left to chance where ports are random, with the probability and how it is computed", () => {
    const { path, chance, because } = of(nat.symmetric, nat.portRestricted, birthday);
    expect(path).toBe("either");
    expect(chance!.probability).toBeCloseTo(0.99905, 5);
    expect(chance!.formula).toBe("1 − (1 − 256/64536)^1750: 1750 probes, 256 sockets, 64536 ports");
    expect(because).toContain("more than 99.9 %");
    expect(of(nat.symmetric, nat.portRestricted, next).chance!.probability).toBeCloseTo(15 / 20_000, 5);
  });

  it("need both programs where one opens sockets and the other sends probes", () => {
    expect(of(nat.symmetric, nat.portRestricted, birthday, plain).path).toBe("relayed");
    expect(of(nat.symmetric, nat.portRestricted, plain, birthday).path).toBe("relayed");
    expect(of(nat.symmetric, nat.symmetric, birthday).path).toBe("relayed");
  });

  it("find nothing at another address, outside the ports that they try, or without answering where packets came from", () => {
    const pooled: Nat = { ...inOrder, pooling: { addresses: 2, kind: "arbitrary" } };
    expect(of(pooled, nat.portRestricted, next).path).toBe("relayed");
    const low: PortGuessing = { kind: "random", sockets: 256, probes: 100, range: { first: 1024, last: 9999 } };
    expect(of(nat.symmetric, nat.portRestricted, { ...plain, guessesPorts: low }).path).toBe("relayed");
    expect(of(inOrder, nat.portRestricted, { ...next, answersObserved: false }).path).toBe("relayed");
  });

  it("change nothing where no port is unknown", () => {
    for (const far of [nat.none, nat.fullCone, nat.portRestricted])
      expect(of(nat.portRestricted, far, birthday)).toEqual(predict({ a: [nat.portRestricted], b: [far] }));
  });
});

it("never calls certain what is not", () => {
  expect([0.99999, 0.5, 0.05, 1e-6].map((probability) => chanceText({ probability }))).toEqual([
    ...["more than 99.9 %", "50 %", "5.0 %", "less than 0.1 %"],
  ]);
});
