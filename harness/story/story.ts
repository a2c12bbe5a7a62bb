/**
 * One case of a scenario, in the order in which both worlds run it:
 *
 * 1. `scenario.ts`: what a scenario consists of; `world.ts`: what both worlds offer
 * 2. `cast.ts`: which program runs on which host; `asked-programs.ts`: what the command line says about that
 * 3. `actors.ts`: hosts and routers with their verbs, whose options `words/options.ts` checks; each act becomes a step
 * 4. here: the checks. `words/claims.ts` refuses impossible ones; then pings start, with what `story-plan.ts` fixes
 * 5. `look.ts`: looks at the evidence until the judge decides or time is up
 * 6. `loss-sampling.ts`, `link-load.ts`, `lossy-cables.ts`: how many pings claims about loss and links need; `held-paths.ts`: since when they count
 * 7. `path-tests.ts`: closes each path found, before the network changes and at the end
 * 8. `words/under-way.ts`: refuses a story that did not await everything; `scenario-error.ts` names its line
 *
 * @module
 */

import { after, milliseconds, seconds, since, type Duration, type Instant } from "../../src/base/instant.ts";
import { ConfigError } from "../../src/base/config-error.ts";
import type { Evidence, Step } from "../evidence/evidence.ts";
import type { Claim, Judgement } from "../expect/claim.ts";
import { topologyAt } from "../evidence/topology-at.ts";
import { recently } from "../evidence/story-packets.ts";
import { decidedBy, judge } from "../expect/judge.ts";
import { describeClaim } from "../expect/wording.ts";
import { duration } from "../topology/duration.ts";
import type { Topology } from "../topology/topology.ts";
import { walk } from "../topology/walk.ts";
import type { SampleClaim } from "../expect/samples.ts";
import { actorsOf, nodeStart } from "./actors.ts";
import { checkPair, checkWords } from "./words/claims.ts";
import { linkLoad } from "./link-load.ts";
import { lossSampling } from "./loss-sampling.ts";
import type { Enough } from "./look.ts";
import type { Actor, Check, Scenario } from "./scenario.ts";
import { HeldPaths } from "./held-paths.ts";
import { PathTests } from "./path-tests.ts";
import { StoryEnded } from "./words/story-ended.ts";
import { echo } from "./story-plan.ts";
import { UnderWay } from "./words/under-way.ts";
import type { World } from "./world.ts";

/**
 * Runs one case of a scenario in a world and returns the sealed evidence, whether or not every claim was met: the
 * verdict is judged from the evidence. `onStep` is called with each finished step, `onWait` with what a check
 * waits for, as often as that is looked at. `relayOnly`: hosts whose nodes start without hole punching. Throws what the world and the scenario throw.
 */
export async function runStory<Case, Hosts extends string, Routers extends string>(
  scenario: Scenario<Case, Hosts, Routers>,
  caseName: string,
  world: World,
  onStep: (step: Step) => void = () => undefined,
  relayOnly: readonly string[] = [],
  onWait: (text: string) => void = () => undefined,
): Promise<Evidence> {
  const parameters = scenario.cases[caseName]!;
  let claims = 0;
  const happened = new Set<string>();
  const record = (step: Step) => {
    if (step.claim !== undefined) claims++;
    happened.add(step.what);
    world.record(step);
    onStep(step);
  };
  try {
    const topology = scenario.net(parameters);
    const check = checkIn(world, { record, onWait }, topology, (host) => happened.has(nodeStart(host)));
    const actors = actorsOf(topology, world, check.acted, relayOnly, check.before);
    const underWay = new UnderWay();
    const watched = Object.entries(actors).map(([name, it]) => [name, underWay.watched(it as object, name)]);
    await scenario.run(Object.fromEntries(watched) as typeof actors, parameters, underWay.watched(check, "check"));
    underWay.over();
    await check.over();
    const idle = relayOnly.filter((host) => !happened.has(nodeStart(host)));
    if (idle.length > 0) throw new ConfigError(`--relay-only ${idle.join(", ")}: ${caseName} starts no node there`);
  } catch (error) {
    if (!(error instanceof Error)) throw new ConfigError(`scenarios/${scenario.name}.ts: throws ${String(error)}`);
    if (!(error instanceof StoryEnded)) throw error;
    return world.seal({ end: "cut short", claims });
  }
  return world.seal({ end: "complete", claims });
}

/**
 * Tunable. `patience`: how long a sampling check may last, as a multiple of the time to send its samples. `watched`: how long pings are
 * counted for loss at least, so that a program is noticed that changes its path every two seconds.
 */
const tuned = {
  steady: 5,
  latencySamples: 20,
  watched: milliseconds(2200),
  transferBytes: 1 << 20,
  transferFloor: 2,
  patience: { factor: 3, least: seconds(5) },
};

type Recorder = (step: Step) => void;

/** Also learns what actors do: a recovery counts from the latest act, and paths are tested before it. */
interface StoryCheck extends Check {
  readonly acted: Recorder;
  readonly before: () => Promise<void>;
  readonly over: () => Promise<void>;
}

interface Audience {
  readonly record: Recorder;
  readonly onWait: (text: string) => void;
}

function checkIn(
  world: World,
  { record, onWait }: Audience,
  topology: Topology,
  hasNode: (host: string) => boolean,
): StoryCheck {
  const hosts = new Set([...walk(topology)].flatMap(({ name, node }) => (node.kind === "host" ? [name] : [])));
  let latestAct: Step | undefined;
  const acts: Step[] = [];
  const tests = new PathTests(world, record);
  const held = new HeldPaths();
  const claim = async (made: Claim): Promise<void> => {
    checkWords(made);
    const asked = world.now();
    onWait(describeClaim(made));
    await world.ping(made.a, made.b);
    const latest: { judgement: Judgement } = { judgement: { is: "pending", waitingFor: "evidence" } };
    const first = made.kind === "recovery" ? made.event : made.from;
    const settled = (evidence: Evidence): Enough => {
      const judgement = (latest.judgement = judge(made, recently(evidence, first)));
      if (judgement.is === "pending") onWait(`${made.kind}: waiting for ${judgement.waitingFor}`);
      return judgement.is !== "pending" || (judgement.soonest ?? false);
    };
    if ("samples" in made) await world.pass(untilSent(made, world.now()));
    await world.passUntil(settled, decidedBy(made));
    record({ at: asked, ended: world.now(), what: describe(made), claim: made });
    if (latest.judgement.is === "unsound" && (made.kind === "path" || made.kind === "recovery")) {
      // Packets fit more than one path, so a test decides; the path that it finds is tested again at the end.
      tests.found(made, made.from);
      held.forget();
      await tests.run({ goesOn: true });
      await world.passUntil(settled, world.now());
    } else if (latest.judgement.is === "met") held.found(made, latest.judgement.at);
    if (latest.judgement.is === "met") tests.found(made, latest.judgement.at);
    else throw new StoryEnded(made, latest.judgement);
  };
  const found = async (a: string, b: string, within: Duration): Promise<"direct" | "relayed"> => {
    await world.ping(a, b);
    const from = world.now();
    const claims = settling.map((path) => ({ kind: "path", a, b, path, steady: tuned.steady, from, within }) as const);
    const met: (typeof claims)[number][] = [];
    const settled = (whole: Evidence) => {
      const evidence = recently(whole, from);
      return met.push(...claims.filter((one) => met.length === 0 && judge(one, evidence).is === "met")) > 0;
    };
    await world.passUntil(settled, after(from, within));
    // If neither was met, the direct one shows how far punching got.
    const it = met[0] ?? (await takenByTests(claims)) ?? claims[0]!;
    await claim(it);
    return it.path;
  };
  /** Where packets leave a path open, closing it decides: the first that pings need, and that is enough for them. */
  const takenByTests = async <One extends Claim>(claims: readonly One[]): Promise<One | undefined> => {
    for (const one of claims) {
      if ((await judgedNow(one)).is !== "unsound") continue;
      tests.found(one, one.from);
      await tests.run({ goesOn: true });
      if ((await judgedNow(one)).is === "met") return one;
    }
    return undefined;
  };
  const judgedNow = async (one: Claim): Promise<Judgement> => {
    let judgement: Judgement = { is: "pending", waitingFor: "evidence" };
    const look = (evidence: Evidence): Enough =>
      (judgement = judge(one, recently(evidence, one.from))).is !== "pending";
    await world.passUntil(look, world.now());
    return judgement;
  };
  const between = (a: Actor, b: Actor) => {
    checkPair(a.name, b.name, hosts, hasNode);
    return { a: a.name, b: b.name, from: world.now() };
  };
  return {
    acted: (step) => {
      record(step);
      held.forget();
      latestAct = step;
      acts.push(step);
    },
    before: () => {
      held.forget();
      return tests.run({ goesOn: true });
    },
    over: () => tests.run({ goesOn: false }),
    ping: (a, b, { within }) => claim({ kind: "ping", ...between(a, b), within: duration(within, "within") }),
    path: (a, b, path, { within, steady = tuned.steady }) =>
      claim({ kind: "path", ...between(a, b), path, steady, within: duration(within, "within") }),
    found: async (a, b, { within }) => {
      checkPair(a.name, b.name, hosts, hasNode);
      return found(a.name, b.name, duration(within, "within"));
    },
    latency: (a, b, path, { samples = tuned.latencySamples } = {}) => {
      const { from: asked, ...pair } = between(a, b);
      // The latest pings of a path that is known, instead of as many again.
      const latest = (asked - samples * echo.interval) as Instant;
      const from = Math.min(asked, Math.max(latest, held.since(pair, path) ?? asked)) as Instant;
      const within = (since(from, asked) + timeFor(samples)) as Duration;
      return claim({ kind: "latency", ...pair, path, samples, from, within });
    },
    loss: async (a, b, path, { samples: wanted } = {}) => {
      const pair = between(a, b);
      if (wanted !== undefined) checkWords({ kind: "loss", ...pair, path, samples: wanted, within: timeFor(wanted) });
      const { load, samples, within } = lossSampling(topologyAt({ topology, steps: acts }, world.now()), wanted);
      if (load > 0) await world.loadCables(load);
      const from = held.since(pair, path) ?? world.now();
      await world.pass(Math.max(0, since(world.now(), after(from, tuned.watched))) as Duration);
      const untilNow = since(from, world.now());
      await claim({ kind: "loss", ...pair, path, samples, from, within: (untilNow + within) as Duration });
    },
    links: async (a, b) => {
      const pair = between(a, b);
      const { count, within } = linkLoad(topologyAt({ topology, steps: acts }, world.now()));
      await world.loadCables(count, "impaired");
      await claim({ kind: "links", ...pair, within });
      await world.unloadCables();
    },
    throughput: async (a, b, { within, bytes = tuned.transferBytes, floor = tuned.transferFloor }) => {
      const { from, ...pair } = between(a, b);
      const transfer = await world.transfer?.(a.name, b.name, bytes);
      if (transfer === undefined) return;
      await claim({ kind: "throughput", ...pair, ...transfer, bytes, floor, from, within: duration(within, "within") });
    },
    recovery: (a, b, { within, path, steady = tuned.steady }) => {
      const event = latestAct ?? { at: world.now(), what: "nothing yet" };
      return claim({
        kind: "recovery",
        a: a.name,
        b: b.name,
        ...(path && { path }),
        steady,
        event: event.at,
        from: event.ended ?? event.at,
        within: duration(within, "within"),
      });
    },
    quiet: async (time) => {
      held.forget();
      await tests.run({ goesOn: true });
      const at = world.now();
      await world.silence();
      await world.pass(duration(time, "time"));
      record({ at, ended: world.now(), what: `no pings for ${time}` });
    },
  };
}

const settling = ["direct", "relayed"] as const;

const timeFor = (samples: number): Duration =>
  Math.max(samples * echo.interval * tuned.patience.factor, tuned.patience.least) as Duration;

/** How long it takes at least until all samples are sent: before, there is nothing to look for. */
const untilSent = ({ from, samples }: SampleClaim, now: Instant): Duration =>
  Math.max(0, since(now, after(from, (samples * echo.interval) as Duration))) as Duration;

function describe(claim: Claim): string {
  const between = `${claim.a} ⇄ ${claim.b}`;
  switch (claim.kind) {
    case "ping":
      return `ping ${claim.a} → ${claim.b}`;
    case "path":
      return `path ${between} ${claim.path}`;
    case "recovery":
      return `recovery ${between}${claim.path ? ` ${claim.path}` : ""}`;
    case "links":
      return `links ${between}`;
    case "throughput":
      return `throughput ${claim.a} → ${claim.b}`;
    case "latency":
    case "loss":
      return `${claim.kind} ${between} ${claim.path}`;
  }
}
