import { host, topology } from "../harness/topology/builders.ts";
import type { Topology } from "../harness/topology/topology.ts";

/** Three supernodes, each with an edge, on public addresses. */
export const threeSupernodes = (): Topology<"sn" | "second" | "third" | "alice" | "bob" | "carol"> =>
  topology("three-supernodes", {
    sn: host(),
    second: host(),
    third: host(),
    alice: host(),
    bob: host(),
    carol: host(),
  });

/** By hand, unless other NATs are named. */
export default threeSupernodes();
