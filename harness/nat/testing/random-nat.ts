import { seconds } from "../../../src/base/instant.ts";
import { fraction, type Random } from "../../../src/base/random.ts";
import { natTrouble } from "../../topology/nat/check.ts";
import {
  nat,
  type Dependence,
  type Nat,
  type PortAllocation,
  type Refresh,
  type Translation,
} from "../../topology/nat/nat.ts";

const dependences: readonly Dependence[] = ["endpoint-independent", "address-dependent", "address-and-port-dependent"];

/** Any possible NAT or firewall that lets UDP out and does not expire while a pair meets. */
export function randomNat(random: Random): Nat {
  const pick = <T>(...values: readonly T[]): T => values[random.u32() % values.length]!;
  const chance = (share: number): boolean => fraction(random) < share;
  const idle = seconds(pick(60, 120, 300));
  const refresh = pick<Refresh>("outbound", "both");
  if (chance(0.2)) {
    const firewall = { filtering: pick(...dependences), idle, refresh };
    return { translates: false, ...(chance(0.8) && { firewall }) };
  }
  const plain: Translation = {
    translates: true,
    mapping: pick(...dependences),
    filtering: pick(...dependences),
    ports: pick<PortAllocation>("preserving", "sequential", "random"),
    hairpin: pick<Translation["hairpin"]>("none", "external-source"),
    idle,
    refresh,
  };
  const knobs: Partial<Translation> = {
    ...(chance(0.2) && { parity: true }),
    ...(chance(0.2) && { range: { first: 20_000, last: 20_000 + pick(999, 9999, 39_999) } }),
    ...(chance(0.2) && { block: pick(64, 200) }),
    ...(chance(0.2) && { limit: pick(50, 200) }),
    ...(chance(0.3) && { pooling: { addresses: pick(2, 3, 4), kind: pick("paired", "arbitrary") } }),
    ...(chance(0.1) && { overloading: pick("guarded", "unguarded") }),
    ...(chance(0.1) && { change: { on: "clash", mapping: pick(...dependences.slice(1)) } }),
    ...(chance(0.1) && { change: { on: "load", mappings: 80, mapping: pick(...dependences.slice(1)) } }),
  };
  const wild: Translation = { ...plain, ...knobs };
  return natTrouble(wild) === undefined ? wild : chance(0.3) ? nat.symmetric : plain;
}
