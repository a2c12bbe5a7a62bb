import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Instant } from "../../src/base/instant.ts";
import type { Capture, Evidence } from "../evidence/evidence.ts";
import { verdictOf } from "../expect/verdict.ts";
import { gallery } from "./gallery.ts";
import { exhibit } from "./simulated.ts";
import type { Claimed } from "./story.ts";

/** Damage to evidence: something is missing, truncated, swapped, or shifted in time. */
type Mutation = (evidence: Evidence) => Evidence;

const share = fc.double({ min: 0, max: 1, noNaN: true });
const which = fc.nat(1000);

const onCapture = (index: number, change: (capture: Capture) => Capture): Mutation => {
  return (evidence) => {
    const at = index % evidence.captures.length;
    return { ...evidence, captures: evidence.captures.map((capture, i) => (i === at ? change(capture) : capture)) };
  };
};

const relabelled = (node: string, { packets, dropped }: Capture): Capture => ({
  node,
  dropped,
  packets: packets.map((packet) => ({ ...packet, node })),
});

const without = <T>(list: readonly T[], index: number): readonly T[] =>
  list.filter((_, i) => list.length === 0 || i !== index % list.length);

const between = ({ steps, until }: Evidence, at: number): Instant =>
  (steps[0]!.at + (until - steps[0]!.at) * at) as Instant;

const mutations: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(which, share, which).map(([node, left, salt]) =>
    onCapture(node, (capture) => ({
      ...capture,
      packets: capture.packets.filter((_, i) => ((i * 7919 + salt) % 1000) / 1000 < left),
    })),
  ),
  which.map((node): Mutation => (evidence) => ({ ...evidence, captures: without(evidence.captures, node) })),
  which.map((node) => onCapture(node, (capture) => ({ ...capture, packets: [] }))),
  fc.tuple(which, share).map(
    ([node, at]): Mutation =>
      (evidence) =>
        onCapture(node, (capture) => ({
          ...capture,
          packets: capture.packets.filter((one) => one.at <= between(evidence, at)),
        }))(evidence),
  ),
  fc.tuple(which, fc.integer({ min: -500, max: 500 })).map(([node, by]) =>
    onCapture(node, (capture) => ({
      ...capture,
      packets: capture.packets.map((one) => ({ ...one, at: (one.at + by) as Instant })),
    })),
  ),
  fc.tuple(which, which).map(([one, other]): Mutation => (evidence) => {
    const { captures } = evidence;
    const [i, j] = [one % captures.length, other % captures.length];
    const taken = (at: number): Capture => captures[at === i ? j : at === j ? i : at]!;
    return { ...evidence, captures: captures.map((capture, at) => relabelled(capture.node, taken(at))) };
  }),
  share.map((at): Mutation => (evidence) => ({ ...evidence, until: between(evidence, at) })),
  which.map((step): Mutation => (evidence) => ({ ...evidence, steps: without(evidence.steps, step) })),
  fc.tuple(which, fc.integer({ min: -2000, max: 2000 })).map(([step, by]): Mutation => (evidence) => ({
    ...evidence,
    steps: evidence.steps.map((one, i) =>
      i === step % evidence.steps.length ? { ...one, at: (one.at + by) as Instant } : one,
    ),
  })),
  which.map((proof): Mutation => (evidence) => ({ ...evidence, proofs: without(evidence.proofs, proof) })),
  fc.constant<Mutation>((evidence) => ({ ...evidence, proofs: [] })),
  fc.constant<Mutation>((evidence) => ({ ...evidence, relays: [] })),
  fc.constant<Mutation>((evidence) => ({ ...evidence, story: { end: "cut short", claims: evidence.steps.length } })),
  fc.constant<Mutation>((evidence) => ({ ...evidence, stimuli: [] })),
);

const cases: readonly (readonly [string, Claimed])[] = [
  ["honest", "relayed"],
  ["relays", "direct"],
  ["flaps slowly", "direct"],
  ["goes one way", "direct"],
  ["decoys before", "direct"],
  ["duplicates", "direct"],
  ["picks a path", "direct"],
  ["splits", "relayed"],
  ["detours", "relayed"],
  ["hides via the relay", "direct"],
];

describe("evidence that is incomplete, truncated, swapped or shifted", () => {
  it.each(cases)(
    "of a program that %s never passes as %s",
    async (name, claimed) => {
      const whole = await exhibit(
        gallery.find((exhibit) => exhibit.name === name)!,
        claimed,
        1,
      );
      expect(verdictOf(whole).verdict).not.toBe("pass");
      fc.assert(
        fc.property(fc.array(mutations, { minLength: 1, maxLength: 3 }), (some) => {
          const { verdict } = verdictOf(some.reduce((evidence, mutate) => mutate(evidence), whole));
          return verdict !== "pass";
        }),
        { numRuns: 15, seed: 11 },
      );
    },
    180_000,
  );

  it("does not fail an honest pair, nor pass another, because clocks differ", async () => {
    const shifted = (whole: Evidence, at: number, by: number): Evidence =>
      onCapture(at, (capture) => ({
        ...capture,
        packets: capture.packets.map((one) => ({ ...one, at: (one.at + by) as Instant })),
      }))(whole);
    const honest = await exhibit(gallery[0]!, "direct", 1);
    // So that every claim is past its deadline.
    const later = { ...honest, until: (honest.until + 20_000) as Instant };
    const twice = await exhibit(
      gallery.find((exhibit) => exhibit.name === "duplicates")!,
      "direct",
      1,
    );
    for (const [at, { node }] of honest.captures.entries())
      for (const by of [-30, -3, 3, 30]) {
        expect(verdictOf(shifted(later, at, by)).verdict, `${node} by ${by} ms`).not.toBe("fail");
        expect(verdictOf(shifted(twice, at, by)).verdict, `${node} by ${by} ms`).not.toBe("pass");
      }
    const one = verdictOf(shifted(later, 3, 30));
    expect(one).toMatchObject({ why: expect.stringContaining("do not share a clock") as string });
  }, 180_000);

  it("of an honest pair does not fail it because a capture lacks packets", async () => {
    const whole = await exhibit(gallery[0]!, "direct", 1);
    for (const { node } of whole.captures) {
      const captures = whole.captures.map((capture) => (capture.node === node ? { ...capture, packets: [] } : capture));
      expect(verdictOf({ ...whole, captures }).verdict, `without the packets of ${node}`).not.toBe("fail");
      const missing = whole.captures.filter((capture) => capture.node !== node);
      expect(verdictOf({ ...whole, captures: missing }).verdict, `without ${node}`).toBe("inconclusive");
    }
    expect(verdictOf({ ...whole, proofs: [] }).verdict).toBe("inconclusive");
  }, 180_000);
});
