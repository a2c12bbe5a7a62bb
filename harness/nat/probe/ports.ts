import type { Nat } from "../../topology/nat/nat.ts";

/** The prober's inside ports: below those that NATs and kernels allocate. */
const spec = { first: 10_000, count: 20_000 };

/** A network is measured twice, before a story and after it. */
const rounds = 2;

/**
 * The inside ports of one of several measurements: two measurements through one outer NAT must not need the same port of
 * it, and a repeated one (`round` 1) must not meet the mappings and open filters of the first.
 */
export function insidePorts(index: number, of: number, round: number): { first: number; count: number } {
  const count = Math.floor(spec.count / (of * rounds));
  return { first: spec.first + (round * of + index) * count, count };
}

/** The prober's remote ports: two that the NAT lets out. */
export function serverPorts(declared: Nat, usual: readonly [number, number]): readonly [number, number] {
  const [first, second] = declared.egress?.udp ?? [];
  return first === undefined || second === undefined ? usual : [first, second];
}
