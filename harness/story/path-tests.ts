import { after, instant, milliseconds, seconds, type Duration, type Instant } from "../../src/base/instant.ts";
import { analyse } from "../evidence/analysis.ts";
import type { Cut, Evidence, Step } from "../evidence/evidence.ts";
import { isCertain, mayHaveTaken } from "../evidence/paths/paths.ts";
import { recently } from "../evidence/story-packets.ts";
import type { Claim } from "../expect/claim.ts";
import { holdFor } from "../expect/path/held.ts";
import { outcomeOf, testsNeeded, trialOf, triesOf, usualCrossing } from "../expect/path/trials.ts";
import type { World } from "./world.ts";

/**
 * Ours. `spare`: beyond what the pings took so far. `back`: how long a program may stay away from a path that was closed.
 * `lately`: what is seen in this time is in use. `attempts`: links that lose packets leave too few pings to tell by, now and
 * then. `unclear`: where more pings than this share fit another path, closing the one is not enough.
 */
const tuned = { spare: milliseconds(40), back: seconds(5), attempts: 3, lately: 1000, unclear: 0.05 } as const;

interface Untested extends Omit<Cut, "only"> {
  /** Since when it is said to be taken. */
  readonly since: Instant;
}

/**
 * Puts every path that was claimed and found to the test once, before the network changes and when the story is over: it
 * is closed in one direction, then in the other, and what the pings do is in the evidence for the verdict. Where packets
 * fit another path as well, everything else is closed, too.
 */
export class PathTests {
  readonly #world: World;
  readonly #record: (step: Step) => void;
  readonly #untested = new Map<string, Untested>();
  #running: Promise<void> | undefined;
  /** When the latest test was over. */
  #mended = instant(0);

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

  /** `goesOn`: what follows is to find the path in use again. */
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
    // A test ends the watch over every path, so all of them have been watched for long enough before the first.
    const held = after(Math.max(...all.map((untested) => untested.since)) as Instant, holdFor);
    if (held > world.now()) await world.pass((held - world.now()) as Duration);
    for (const untested of all) await this.#test(untested);
    if (goesOn) for (const untested of all) await this.#untilTaken(untested);
  }

  async #test({ from, to, path, since }: Untested): Promise<void> {
    const before = recently(await this.#evidence(), since);
    const every = Math.max(...before.stimuli.map((stimulus) => stimulus.interval)) as Duration;
    // Answers come a way later than what they answer, which was closed before.
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
        // A test may have moved pings to another path for a while: this direction's before, or another pair's. To look for
        // that is dear, and what was tried too soon is tried again.
        if (attempt > 1) await this.#untilTaken(cut);
        else if (this.#mended > since) await this.#world.pass(milliseconds(2 * usual + 2 * every + tuned.spare));
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
    this.#mended = world.now();
    const what = `${cut.from} ⇢ ${cut.to}: ${cut.only === true ? "only the" : "no"} ${cut.path} path, as a test`;
    const step = { at, ended, what, cut };
    this.#record(step);
    return step;
  }

  /** Both ways, from now on; not for ever. */
  async #untilTaken({ from, to, path }: Cut): Promise<void> {
    const now = this.#world.now();
    const lately = Math.max(this.#mended, now - tuned.lately) as Instant;
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

/** Of the pings between two since then, did nearly all come in with nothing beside them that came another way? */
function isClear(evidence: Evidence, { from, to, path, since }: Untested): boolean {
  const arrived = analyse(evidence).crossings.filter(
    (crossing) => crossing.arrived !== undefined && crossing.sent.at >= since && [from, to].includes(crossing.from),
  );
  const unclear = arrived.filter((crossing) => !isCertain(crossing) && mayHaveTaken(crossing, path));
  return unclear.length <= Math.max(1, tuned.unclear * arrived.length);
}
