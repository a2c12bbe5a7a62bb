import { analyse } from "../../evidence/analysis.ts";
import type { Evidence } from "../../evidence/evidence.ts";
import type { Journey } from "../../evidence/journeys/journeys.ts";
import { walk } from "../../topology/walk.ts";
import { RouterBindings, type Transit } from "./router-bindings.ts";
import type { SeenBinding } from "./schema.ts";
import { transitsOf } from "./transits.ts";

/** Tunable, milliseconds: between a command and its effect in the kernel, either way. */
const tuned = { slack: 50 } as const;

export interface FollowedBindings {
  /** In the order in which they were created. */
  readonly all: readonly SeenBinding[];
  /** The places in `all` of those that a datagram created or used. */
  used(journey: Journey): readonly number[];
  /** Why a router refused it; undefined = it was not refused, or nothing that is known explains it. */
  rule(journey: Journey): string | undefined;
}

/**
 * What every router remembered, as it follows from what passed it and from its declared timeouts (RFC 4787 §4.3), which
 * the proof measured. A datagram that the test of a path dropped keeps nothing alive.
 */
export function followBindings(evidence: Evidence, start: number): FollowedBindings {
  const routers = new Map<string, RouterBindings>();
  for (const { name, node } of walk(evidence.topology)) {
    if (node.kind === "router") routers.set(name, new RouterBindings(name, node, start));
  }
  const occurrences: { at: number; do: () => void }[] = [];
  const used = new Map<Journey, Set<SeenBinding>>();
  const rules = new Map<Journey, string>();
  for (const journey of analyse(evidence).journeys.all) {
    for (const transit of transitsOf(journey, routers)) {
      occurrences.push({ at: transit.at, do: () => pass(journey, transit) });
    }
  }
  function pass(journey: Journey, transit: Transit): void {
    const router = routers.get(transit.router)!;
    if (transit.way === "refused") {
      const rule = router.refusal(transit);
      if (rule !== undefined) rules.set(journey, rule);
      return;
    }
    const binding = router.pass(transit);
    if (binding !== undefined) used.set(journey, (used.get(journey) ?? new Set()).add(binding));
  }
  for (const { at, event } of evidence.steps) {
    if (event === undefined || !("router" in event)) continue;
    occurrences.push({ at, do: () => routers.get(event.router)?.forget(at, event.kind === "change-nat" ? event.nat : undefined) }); // prettier-ignore
  }
  for (const one of occurrences.sort((a, b) => a.at - b.at)) one.do();
  const all = [...routers.values()]
    .flatMap((router) => router.end(evidence.until))
    .sort((a, b) => a.created - b.created);
  const place = new Map(all.map((binding, i) => [binding, i]));
  return {
    all: all.map((one) => since(one, start)),
    used: (journey) => [...(used.get(journey) ?? [])].map((binding) => place.get(binding)!),
    rule: (journey) => rules.get(journey) ?? cutRule(evidence, journey),
  };
}

function since(binding: SeenBinding, start: number): SeenBinding {
  const { created, last, ended } = binding;
  const times = { created: Math.round(created - start), last: Math.round(last - start) };
  return { ...binding, ...times, ...(ended !== undefined && { ended: Math.round(ended - start) }) };
}

/** The story itself had closed this way, at the far end of the sender's cable. */
function cutRule({ steps }: Evidence, { origin, hops, end }: Journey): string | undefined {
  const last = hops.at(-1)!;
  if (end.is !== "refused" || hops.some(({ node, direction }) => node !== origin && direction === "out"))
    return undefined;
  const cut = steps.find(({ cut, at, ended = Infinity }) => {
    return cut?.from === origin && at - tuned.slack <= last.at && last.at <= ended + tuned.slack;
  })?.cut;
  return cut && `the test of the ${cut.path} path closed it`;
}
