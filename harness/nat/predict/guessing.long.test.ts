import { describe, expect, it } from "vitest";
import { nat, type Dependence, type Nat, type PortAllocation, type Translation } from "../../topology/nat/nat.ts";
import type { PortGuessing } from "./guessing.ts";
import { predict } from "./setting.ts";
import { punchedByGuessing } from "./testing/guessing-punch.ts";

/** Of many sockets, fewer: each trial sends hundreds of packets. */
const trialsOf = ({ kind }: PortGuessing): number => (kind === "next" ? 600 : 150);
/** Standard deviations: never reached by chance in one of these tests. */
const most = 4.5;

const dependent: readonly Dependence[] = ["address-dependent", "address-and-port-dependent"];
const hidden = (mapping: Dependence, ports: PortAllocation, more: Partial<Translation> = {}): Nat => ({
  ...nat.symmetric,
  mapping,
  ports,
  ...more,
});

const next = (ports: number): PortGuessing => ({ kind: "next", ports });
const birthday = (sockets: number, probes: number): PortGuessing => ({
  kind: "random",
  sockets,
  probes,
  range: { first: 1024, last: 65_535 },
});

const predicted = (far: Nat, guessesPorts: PortGuessing) => {
  const punching = { answersObserved: true, guessesPorts };
  return predict({ a: [far], b: [nat.portRestricted] }, { a: punching, b: punching });
};

const found = (far: Nat, guesses: PortGuessing): number =>
  Array.from({ length: trialsOf(guesses) }, (_, seed) =>
    punchedByGuessing(far, nat.portRestricted, guesses, seed),
  ).filter(Boolean).length;

describe.each(dependent)("a mapping that is %s, against a port-restricted NAT", (mapping) => {
  const few = { range: { first: 40_000, last: 40_063 } };
  const chances: readonly (readonly [string, Nat, PortGuessing])[] = [
    ["the next 15 of 64 ports at random", hidden(mapping, "random", few), next(16)],
    ["the next 3 of 64 ports at random", hidden(mapping, "random", few), next(4)],
    ["all of 64 ports at random", hidden(mapping, "random", few), next(80)],
    ["the next 15 ports of equal parity", hidden(mapping, "random", { ...few, parity: true }), next(16)],
    ["64 sockets, 300 probes", hidden(mapping, "random"), birthday(64, 300)],
    ["256 sockets, 100 probes", hidden(mapping, "random"), birthday(256, 100)],
    ["200 sockets that share a block of 64 ports", hidden(mapping, "random", { block: 64 }), birthday(200, 500)],
    ["256 sockets in order, 100 probes", hidden(mapping, "sequential"), birthday(256, 100)],
  ];

  it.each(chances)("is punched as often as predicted: %s", (_name, far, guesses) => {
    const { path, chance } = predicted(far, guesses);
    expect(path).toBe("either");
    const { probability } = chance!;
    const seeds = trialsOf(guesses);
    const deviation = Math.sqrt(seeds * probability * (1 - probability));
    expect(Math.abs(found(far, guesses) - seeds * probability)).toBeLessThan(most * deviation);
  });

  it.each([
    ["in order", hidden(mapping, "sequential"), next(16), "direct"],
    ["in order of equal parity", hidden(mapping, "sequential", { parity: true }), next(3), "direct"],
    ["in order, too few", hidden(mapping, "sequential"), next(1), "relayed"],
    ["in order of equal parity, too few", hidden(mapping, "sequential", { parity: true }), next(2), "relayed"],
    ["kept", hidden(mapping, "preserving"), next(16), "relayed"],
  ] as const)("is always or never punched: %s", (_name, far, guesses, path) => {
    expect(predicted(far, guesses).path).toBe(path);
    expect(found(far, guesses)).toBe(path === "direct" ? trialsOf(guesses) : 0);
  });
});
