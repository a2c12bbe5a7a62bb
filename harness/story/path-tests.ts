import { after, instant, milliseconds, seconds, type Duration, type Instant } from "../../src/base/instant.ts";
import { analyse } from "../evidence/analysis.ts";
import type { Cut, Evidence, Step } from "../evidence/evidence.ts";
import { isCertain, mayHaveTaken, type Crossing } from "../evidence/paths/paths.ts";
import { recently } from "../evidence/story-packets.ts";
import type { Claim } from "../expect/claim.ts";
import { holdFor } from "../expect/path/held.ts";
import { outcomeOf, testsNeeded, trialOf, triesOf, usualCrossing } from "../expect/path/trials.ts";
import type { World } from "./world.ts";

/**
 * Tunable. `spare`: beyond the usual time of a ping. `back`: how long a program may stay away from a path that was closed.
 * `lately`: a path seen within this time is in use. `attempts`: lossy links sometimes leave too few pings to decide.
 * `unclear`: if more than this fraction of pings fit another path, closing one path is not enough.
 */
const tuned = { spare: milliseconds(40), back: seconds(5), attempts: 3, lately: 1000, unclear: 0.05 } as const;

interface Untested extends Omit<Cut, "only"> {
  /** Since when it is taken, according to the claim. */
  readonly since: Instant;
}

/**
 * Tests every path that was claimed and found once, before the network changes or when the story is over: it is closed in
 * one direction, then in the other, and the evidence shows what the pings do. If packets also fit another path,
 * everything else is closed too.
 */
export class PathTests {
  readonly #world: World;
  readonly #record: (step: Step) => void;
  readonly #untested = new Map<string, Untested>();
  #running: Promise<void> | undefined;
  /** When the latest test was over. */
  #restored = instant(0);

  constructor(world: World, record: (step: Step) => void) {
    this.#world = world;
    this.#record = record;
  }

  /** A claim that was met, or may have been. */
  found(claim: Claim, since: Instant): void {
    if (claim.kind !== "path" && claim.kind !== "recovery") return;
    const { a, b, path } = claim;
    if (path === undefined || path === "none") return;
    this.#untested.set(`${[a, b].sort().join(" ")} ${path}`, { from: a, to: b, path, since });
  }

  /** `goesOn`: the story continues and must find the path in use again. */
  async run({ goesOn }: { readonly goesOn: boolean }): Promise<void> {
    while (this.#running !== undefined) await this.#running;
    if (this.#untested.size === 0) return;
    this.#running = this.#all(goesOn).finally(() => (this.#running = undefined));
    await this.#running;
  }

  async #all(goesOn: boolean): Promise<void> {
    const world = this.#world;
    const all = [...this.#untested.values()];
    this.#untested.clear();
    // A test ends the observation of every path, so before the first one all must have been observed for long enough.
    const held = after(Math.max(...all.map((untested) => untested.since)) as Instant, holdFor);
    if (held > world.now()) await world.pass((held - world.now()) as Duration);
    for (const untested of all) await this.#test(untested);
    if (goesOn) for (const untested of all) await this.#untilTaken(untested);
  }

  async #test({ from, to, path, since }: Untested): Promise<void> {
    const before = recently(await this.#evidenceSoFar(), since);
    const every = Math.max(...before.stimuli.map((stimulus) => stimulus.interval)) as Duration;
    // Answers arrive one way later than the requests, which were cut off before.
    const usual = usualCrossing(before, from, to, since);
    const timeFor = (cut: Cut) => milliseconds(2 * usual + (triesOf(cut) + 1) * every + tuned.spare);
    const clear = isClear(before, { from, to, path, since });
    const closing = [
      { from, to, path },
      { from: to, to: from, path },
    ];
    let left: readonly Cut[] = clear ? closing : [...repeated(closing, testsNeeded.closed), ...closing.map(alone)];
    for (let attempt = 1; left.length > 0 && attempt <= tuned.attempts; attempt++) {
      const steps: Step[] = [];
      for (const cut of left) {
        // An earlier test may have moved pings to another path for a while. Detecting that is expensive, so a test that
        // came too soon is repeated instead.
        if (attempt > 1) await this.#untilTaken(cut);
        else if (this.#restored > since) await this.#world.pass(milliseconds(2 * usual + 2 * every + tuned.spare));
        steps.push(await this.#close(cut, timeFor(cut)));
      }
      const evidence = recently(await this.#evidence(), steps[0]!.at);
      const outcomes = steps.map((step) => outcomeOf(step.cut!, trialOf(step, evidence, usual)));
      if (outcomes.includes("does not depend") || (!clear && outcomes.includes("moves"))) return;
      left = left.filter((_, i) => outcomes[i] === "open" || outcomes[i] === "is not enough");
    }
  }

  async #close(cut: Cut, time: Duration): Promise<Step> {
    const world = this.#world;
    await world.cut(cut);
    const at = world.now();
    await world.pass(time);
    const ended = world.now();
    await world.mend(cut);
    this.#restored = world.now();
    const what = `${cut.from} ⇢ ${cut.to}: ${cut.only === true ? "only the" : "no"} ${cut.path} path, as a test`;
    const step = { at, ended, what, cut };
    this.#record(step);
    return step;
  }

  /** Waits for it in both directions, for a limited time. */
  async #untilTaken({ from, to, path }: Cut): Promise<void> {
    const now = this.#world.now();
    const lately = Math.max(this.#restored, now - tuned.lately) as Instant;
    const taken = (evidence: Evidence): boolean => {
      const { crossings } = analyse(recently(evidence, lately));
      return [from, to].every((sender) =>
        crossings.some(
          (crossing) =>
            crossing.from === sender &&
            crossing.arrived !== undefined &&
            mayHaveTaken(crossing, path) &&
            crossing.sent.at >= lately,
        ),
      );
    };
    await this.#world.passUntil(taken, after(now, tuned.back));
  }

  async #evidenceSoFar(): Promise<Evidence> {
    let seen: Evidence | undefined;
    await this.#world.passUntil((evidence) => ((seen = evidence), true), this.#world.now());
    return seen!;
  }

  /** Complete up to now. */
  async #evidence(): Promise<Evidence> {
    const now = this.#world.now();
    let seen: Evidence | undefined;
    await this.#world.passUntil((evidence) => ((seen = evidence), now), now);
    return seen!;
  }
}

const repeated = <T>(items: readonly T[], times: number): readonly T[] =>
  Array.from({ length: times }, () => items).flat();

const alone = (cut: Cut): Cut => ({ ...cut, only: true });

/** Whether nearly all pings between two since then came in without anything else by another path. */
const isClear = (evidence: Evidence, { since, ...tested }: Untested): boolean =>
  areClear(
    analyse(evidence).crossings.filter((crossing) => crossing.arrived !== undefined && crossing.sent.at >= since),
    tested,
  );

/** In each direction: the judge asks for more tests where a single one of them is unclear. */
export function areClear(arrived: readonly Crossing[], { from, to, path }: Omit<Cut, "only">): boolean {
  return [from, to].every((sender) => {
    const own = arrived.filter((crossing) => crossing.from === sender);
    const unclear = own.filter((crossing) => !isCertain(crossing) && mayHaveTaken(crossing, path));
    return unclear.length <= Math.max(1, tuned.unclear * own.length);
  });
}
