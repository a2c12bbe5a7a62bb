import { describe, expect, it } from "vitest";
import { after, instant, milliseconds, seconds, type Duration, type Instant } from "../../src/base/instant.ts";
import type { Evidence, Step, StoryEnd } from "../evidence/evidence.ts";
import { Story } from "../evidence/testing/story.ts";
import { verdictOf } from "../expect/verdict.ts";
import { flat } from "../../topologies/flat.ts";
import { lookUntil, type Enough } from "./look.ts";
import { scenario } from "./scenario.ts";
import { runStory } from "./story.ts";
import type { World } from "./world.ts";

/**
 * A world whose clock runs while evidence is judged, like the laboratory's: `judging` is the time that each look takes.
 * The packets in `packets` are seen when their time has come.
 */
class SlowlyJudged implements World {
  readonly kind = "lab";
  readonly #whole: Evidence;
  readonly #judging: Duration;
  readonly #look: Duration;
  readonly #steps: Step[] = [];
  #now: Instant;

  constructor(whole: Evidence, judging: Duration, look: Duration) {
    this.#whole = whole;
    this.#judging = judging;
    this.#look = look;
    this.#now = Story.start;
  }

  now(): Instant {
    return this.#now;
  }

  async passUntil(done: (evidence: Evidence) => Enough, deadline: Instant): Promise<void> {
    const slow = (evidence: Evidence): Enough => {
      this.#now = after(this.#now, this.#judging);
      return done(evidence);
    };
    const wait = (): void => void (this.#now = after(this.#now, this.#look));
    await lookUntil({ look: () => this.#evidence(), wait }, slow, deadline);
  }

  record(step: Step): void {
    this.#steps.push(step);
  }

  async seal(story: StoryEnd): Promise<Evidence> {
    this.#now = after(this.#now, seconds(1));
    return { ...this.#evidence(), story };
  }

  #evidence(): Evidence {
    const captures = this.#whole.captures.map((capture) => ({
      ...capture,
      packets: capture.packets.filter(({ at }) => at <= this.#now),
    }));
    return { ...this.#whole, captures, steps: [...this.#steps], until: this.#now };
  }

  async cut(): Promise<void> {}
  async mend(): Promise<void> {}
  async ping(): Promise<void> {}
  async loadCables(): Promise<void> {}
  async unloadCables(): Promise<void> {}
  async pass(): Promise<void> {}
  async silence(): Promise<void> {}
  async startHelper(): Promise<void> {}
  async startNode(): Promise<void> {}
  async start(): Promise<void> {}
  async stop(): Promise<void> {}
  async cutOff(): Promise<void> {}
  async happen(): Promise<void> {}
  async [Symbol.asyncDispose](): Promise<void> {}
}

/** The first claim is met shortly before its deadline; the second never. */
const impossible = scenario("impossible", {
  claim: "two claims, of which the second does not hold",
  cases: { only: {} },
  net: () => flat(),
  between: () => ({ a: "alice", b: "bob", path: "direct" }),
  async run({ alice, bob }, _case, check) {
    await Promise.all([alice.startNode(), bob.startNode()]);
    await check.ping(alice, bob, { within: "1s" });
    await check.path(alice, bob, "direct", { within: "2s" });
  },
});

function evidenceWithAnswerAt(first: number): Evidence {
  const story = new Story();
  story.pings(6, first, "relayed", 200);
  return story.evidence(10_000);
}

describe("a claim that is met about when its time is up", () => {
  it("never makes a pass of a story whose next claim does not hold", async () => {
    const verdicts = new Map<string, number>();
    for (let run = 0; run < 200; run++) {
      // Answers from 200 ms before the deadline until just after it; 1 to 100 ms of judging.
      const whole = evidenceWithAnswerAt(800 + run);
      const world = new SlowlyJudged(whole, milliseconds(1 + (run % 100)), milliseconds(100));
      const { verdict } = verdictOf(await runStory(impossible, "only", world), () => []);
      verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
    }
    expect(verdicts.get("pass") ?? 0).toBe(0);
    // Most are judged in time and fail by their second claim; none of these is "inconclusive".
    expect(verdicts.get("fail")).toBeGreaterThan(150);
  }, 120_000);

  it("is judged once more on evidence that reaches its deadline", async () => {
    const looks: Instant[] = [];
    let now = 0;
    const look = () => ({ ...evidenceWithAnswerAt(100), until: instant(now) });
    await lookUntil(
      { look, wait: () => void (now += 100) },
      ({ until }) => (looks.push(until), (now += 70), false),
      instant(1000),
    );
    expect(looks.at(-1)).toBeGreaterThanOrEqual(1000);
    expect(looks.at(-2)).toBeLessThan(1000);
  });
});
