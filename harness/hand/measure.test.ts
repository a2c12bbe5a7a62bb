import { expect, it } from "vitest";
import type { NatMeasurement, NatProof } from "../evidence/evidence.ts";
import { nat } from "../topology/nat/nat.ts";
import { judged } from "./measure.ts";

const symmetric: NatMeasurement = {
  translates: true,
  mapping: "address-and-port-dependent",
  filtering: "address-and-port-dependent",
  ports: "random",
  hairpin: "none",
  observations: [],
};
const silent = {
  ...symmetric,
  translates: "unknown",
  mapping: "blocked",
  filtering: "blocked",
  ports: "unknown",
} as const;
const cone = { ...symmetric, mapping: "endpoint-independent" } as const;
const proof = (measured: NatMeasurement): NatProof => ({ router: "homeA", declared: nat.symmetric, measured });
const outcome = (first: NatMeasurement, second: NatMeasurement, busy?: string, unplugged: readonly string[] = []) =>
  judged([proof(first), proof(second)], busy, unplugged);
const waiting = "programs waited for a processor 80 % of the time";

it("accepts a NAT when one of two attempts got answers and shows it as declared", () => {
  expect(outcome(symmetric, symmetric)).toEqual({
    is: "as declared",
    line: expect.stringMatching(/^homeA: symmetric, as measured; not measured: lifetime, refresh/) as string,
  });
  expect(outcome(silent, symmetric, waiting)).toMatchObject({ is: "as declared", line: expect.stringContaining("second attempt") as string }); // prettier-ignore
});

it("judges a NAT by what probes saw, not by probes that a busy machine lost", () => {
  expect(outcome(silent, silent, waiting)).toEqual({
    is: "inconclusive",
    line: `homeA: symmetric, inconclusive: probes got no answer, and ${waiting}; measure again`,
  });
  expect(outcome(silent, silent)).toMatchObject({ is: "differs", line: expect.stringContaining("measured blocked") as string }); // prettier-ignore
  expect(outcome(cone, cone, waiting)).toMatchObject({ is: "differs" });
  expect(outcome(silent, cone, waiting)).toMatchObject({ is: "differs" });
});

it("says that a cable is unplugged", () => {
  expect(outcome(silent, silent, undefined, ["homeA"]).line).toContain(
    "inconclusive: probes got no answer; down: homeA",
  );
});
