import { monitorEventLoopDelay } from "node:perf_hooks";
import { quantile } from "../../harness/evidence/quantile.ts";
import { Flood } from "./flood.ts";
import type { Population } from "./population.ts";
import type { Kind, QuestionOutcome, Questions } from "./questions.ts";
import { subjectPort, type Subject } from "./subject.ts";

export interface Load {
  /** Length of each of the two phases with a steady rate, in seconds. */
  readonly seconds: number;
  /** Garbage datagrams per second, at most. */
  readonly flood: number;
  readonly seed: number;
}

/** One phase. Milliseconds, bytes; `lost` = datagrams that found no room in the supernode's socket. */
export interface Phase {
  readonly name: string;
  readonly asked: number;
  readonly atOnce: number;
  readonly answered: number;
  readonly seconds: number;
  readonly p50: number;
  readonly p99: number;
  /** How late the load generator itself was, in milliseconds: that much of `p99` may be its own. */
  readonly ownP99: number;
  readonly cpuSeconds: number;
  readonly resident: number;
  readonly residentMost: number;
  readonly lost: number;
  readonly garbage?: { readonly sent: number; readonly perSecond: number };
}

const tuned = {
  /** Open questions at a time while all edges ask as fast as answers come. */
  window: 200,
  /** An edge of the reference registers every 20 s, which makes this rate for all of them (fact sheet §10.2). */
  interval: 20,
  /** Milliseconds between two looks at how late we are. */
  ownResolution: 1,
} as const;

/** Runs every phase in turn and calls `tell` as each ends. */
export async function runPhases(
  subject: Subject,
  population: Population,
  questions: Questions,
  load: Load,
  tell: (phase: Phase) => void,
): Promise<readonly Phase[]> {
  const phases: Phase[] = [];
  const phase = async (name: string, outcomes: () => Promise<readonly QuestionOutcome[]>, flooded = false) => {
    const flood = flooded ? await Flood.start(subjectPort, load.flood, load.seed) : undefined;
    const own = monitorEventLoopDelay({ resolution: tuned.ownResolution });
    own.enable();
    const [before, lostBefore, start] = [subject.usage(), subject.lost(), performance.now()];
    const all = await outcomes();
    const seconds = (performance.now() - start) / 1000;
    own.disable();
    const garbage = await flood?.stop();
    const after = subject.usage();
    const times = all.flatMap((outcome) => outcome.after ?? []);
    const done: Phase = {
      name,
      asked: all.length,
      atOnce: all.filter((outcome) => outcome.after !== undefined && outcome.tries === 1).length,
      answered: times.length,
      seconds,
      p50: quantile(times, 0.5),
      p99: quantile(times, 0.99),
      ownP99: Math.max(0, own.percentile(99) / 1e6 - tuned.ownResolution),
      cpuSeconds: after.cpuSeconds - before.cpuSeconds,
      resident: after.resident,
      residentMost: after.residentMost,
      lost: subject.lost() - lostBefore,
      ...(garbage && { garbage }),
    };
    phases.push(done);
    tell(done);
  };
  const everybody = (kind: Kind) => () => eagerly(population.size, (edge) => questions.ask(kind, edge));
  const rate = population.size / tuned.interval;
  const usual = (first: number) => () =>
    steadily(rate, load.seconds, (i) =>
      questions.ask(i % 2 === 0 ? "register" : "query", (first + i) % population.size),
    );

  await phase("all register", everybody("register"));
  await phase("all register again", everybody("register"));
  await phase("each sends its peer a PACKET", everybody("relay"));
  await phase("each asks for its peer", everybody("query"));
  await phase("as usual", usual(0));
  await phase("as usual, under the flood", usual(population.size >> 1), true);
  await phase("each asks for its peer again", everybody("query"));
  return phases;
}

/** As fast as answers come. */
async function eagerly(
  count: number,
  ask: (i: number) => Promise<QuestionOutcome>,
): Promise<readonly QuestionOutcome[]> {
  const outcomes: QuestionOutcome[] = [];
  let next = 0;
  const asker = async () => {
    while (next < count) outcomes.push(await ask(next++));
  };
  await Promise.all(Array.from({ length: tuned.window }, asker));
  return outcomes;
}

/** At a fixed rate, whether answers come or not. */
async function steadily(
  perSecond: number,
  seconds: number,
  ask: (i: number) => Promise<QuestionOutcome>,
): Promise<readonly QuestionOutcome[]> {
  const outcomes: Promise<QuestionOutcome>[] = [];
  const start = performance.now();
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const elapsed = Math.min((performance.now() - start) / 1000, seconds);
      while (outcomes.length < elapsed * perSecond) outcomes.push(ask(outcomes.length));
      if (elapsed < seconds) return;
      clearInterval(timer);
      resolve();
    }, 2);
  });
  return Promise.all(outcomes);
}
