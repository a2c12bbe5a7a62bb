import type { RoundTrip, Throughput } from "./measure.ts";
import type { Model } from "./network.ts";

/** One contestant in one round. */
export interface RoundResult {
  readonly name: string;
  readonly round: number;
  readonly tcp: Throughput;
  readonly reverse?: Throughput;
  /** The same over IPv6 inside the tunnel. */
  readonly ipv6?: Throughput;
  readonly rtt: RoundTrip;
  /** Beside one TCP stream in the same direction. */
  readonly loaded?: RoundTrip;
  /** 64-byte UDP datagrams per second with at most 0.5 % lost. */
  readonly small?: number;
  readonly startSeconds?: number;
  /** Resident megabytes of the larger edge, after the load. */
  readonly memory?: number;
  /** CPU share of the busier edge while idle. */
  readonly idle?: number;
}

export interface BenchRun {
  readonly at: string;
  readonly model: Model;
  readonly seconds: number;
  readonly machine: string;
  /** Load averages of the machine (1 minute) before and after each part of the run. */
  readonly loads?: readonly { readonly before: number; readonly after: number }[];
  readonly results: readonly RoundResult[];
  readonly failures: readonly { readonly name: string; readonly why: string }[];
}

export interface Summary {
  readonly name: string;
  readonly rounds: number;
  readonly speed: Spread;
  readonly reverse?: Spread;
  readonly cpu: Spread;
  readonly p50: Spread;
  readonly p99: Spread;
  readonly loadedP50?: Spread;
  readonly loadedP99?: Spread;
  readonly small?: Spread;
  readonly ipv6?: Spread;
  readonly start?: Spread;
  readonly memory?: Spread;
  readonly idle?: Spread;
  readonly foreign: Spread;
}

export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export function summarise({ results }: BenchRun): readonly Summary[] {
  const names = [...new Set(results.map(({ name }) => name))];
  return names.map((name) => {
    const own = results.filter((result) => result.name === name);
    const of = (value: (result: RoundResult) => number | undefined) =>
      spread(own.map(value).filter((n) => n !== undefined));
    const some = <Name extends string>(key: Name, value: (result: RoundResult) => number | undefined) => {
      const found = of(value);
      return (found === undefined ? {} : { [key]: found }) as { readonly [K in Name]?: Spread };
    };
    return {
      name,
      rounds: own.length,
      speed: of(({ tcp }) => tcp.gigabitsPerSecond)!,
      cpu: of(({ tcp }) => tcp.cpuSecondsPerGigabyte)!,
      foreign: of(({ tcp }) => tcp.foreign)!,
      p50: of(({ rtt }) => rtt.p50)!,
      p99: of(({ rtt }) => rtt.p99)!,
      ...some("reverse", ({ reverse }) => reverse?.gigabitsPerSecond),
      ...some("ipv6", ({ ipv6 }) => ipv6?.gigabitsPerSecond),
      ...some("loadedP50", ({ loaded }) => loaded?.p50),
      ...some("loadedP99", ({ loaded }) => loaded?.p99),
      ...some("small", ({ small }) => small),
      ...some("start", ({ startSeconds }) => startSeconds),
      ...some("memory", ({ memory }) => memory),
      ...some("idle", ({ idle }) => idle),
    };
  });
}

/** Joins the parts of a run, the later part's conditions last. */
export function joined(earlier: BenchRun | undefined, later: BenchRun): BenchRun {
  if (earlier === undefined) return later;
  const rounds = Math.max(0, ...earlier.results.map(({ round }) => round));
  return {
    ...later,
    at: earlier.at,
    loads: [...(earlier.loads ?? []), ...(later.loads ?? [])],
    results: [...earlier.results, ...later.results.map((result) => ({ ...result, round: result.round + rounds }))],
    failures: distinct([...earlier.failures, ...later.failures]),
  };
}

function distinct(failures: BenchRun["failures"]): BenchRun["failures"] {
  return [...new Map(failures.map((failure) => [`${failure.name}\n${failure.why}`, failure])).values()];
}

export function spread(values: readonly number[]): Spread | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { median, least: sorted[0]!, most: sorted.at(-1)! };
}
