import { seconds, type Duration } from "../../src/base/instant.ts";
import { datagramsNeeded, pingsNeeded } from "../expect/loss/rates.ts";
import { dispersionOf, lossOf } from "../topology/impairment/totals.ts";
import type { Topology } from "../topology/topology.ts";
import { walk } from "../topology/walk.ts";
import { echo, load as echoes } from "./story-plan.ts";

/** Tunable. `spare`: a margin, because chance may lose more pings than the mean; `patience`: as for other samples. */
const tuned = { spare: 1.15, patience: 3, least: seconds(5) } as const;

/** What is needed to judge loss over these cables: pings for the programs, and echoes for each lossy cable. */
export interface LossSampling {
  readonly samples: number;
  readonly load: number;
  readonly within: Duration;
}

/** At least `wanted` pings. Assumes that every cable may be on the way, once in each direction. */
export function lossSampling(topology: Topology, wanted = 0): LossSampling {
  const directions = [...walk(topology)].flatMap(({ node: { link } }) => [link.up, link.down]);
  const arrives = directions.reduce((share, direction) => share * (1 - lossOf(direction)), 1);
  const after = (n: number): number => Math.ceil((n / Math.max(arrives, 0.05)) * (arrives < 1 ? tuned.spare : 1));
  const samples = Math.max(wanted, after(pingsNeeded));
  const load = after(
    Math.max(...directions.map((direction) => datagramsNeeded(lossOf(direction), dispersionOf(direction)))),
  );
  const longest = Math.max(samples * echo.interval, load * echoes.interval);
  return { samples, load, within: Math.max(longest * tuned.patience, tuned.least) as Duration };
}
