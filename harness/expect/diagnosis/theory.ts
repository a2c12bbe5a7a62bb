import type { Evidence } from "../../evidence/evidence.ts";
import type { Prediction } from "../../nat/predict/predict.ts";
import { predict, type Setting } from "../../nat/predict/setting.ts";
import { usualPunching } from "../../nat/predict/punching.ts";
import { walk, type Visited } from "../../topology/walk.ts";

/** What two nodes are behind, and what the oracle says of it. */
export interface Theory extends Setting {
  readonly prediction: Prediction;
}

/** Undefined for networks with IPv6, which has its own routers and filters. */
export function theoryOf(
  { topology, addresses, punching = {} }: Pick<Evidence, "topology" | "addresses" | "punching">,
  a: string,
  b: string,
): Theory | undefined {
  // prettier-ignore
  if (addresses.ipv6 !== undefined) return undefined;
  const nodes = new Map([...walk(topology)].map((visited) => [visited.name, visited.above]));
  const [left, right] = [nodes.get(a) ?? [], nodes.get(b) ?? []];
  const shared = left.filter(({ name }) => right.some((one) => one.name === name));
  const own = (above: Visited["above"]) => above.filter((one) => !shared.includes(one) && !names(shared).has(one.name));
  const natsOf = (above: Visited["above"]) => above.map(({ router }) => router.nat);
  const [innermost] = left;
  const neighbours = innermost !== undefined && innermost.name === right[0]?.name && innermost.router.isolated !== true;
  const pair = { a: punching[a] ?? usualPunching, b: punching[b] ?? usualPunching };
  const tcpRelay = pair.a.tcpRelay === true || pair.b.tcpRelay === true;
  const setting = { a: natsOf(own(left)), b: natsOf(own(right)), shared: natsOf(shared), neighbours, tcpRelay };
  return { ...setting, prediction: predict(setting, pair) };
}

const names = (above: Visited["above"]): ReadonlySet<string> => new Set(above.map(({ name }) => name));
