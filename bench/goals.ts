import { summarise, type BenchRun, type Spread } from "./results.ts";

/** The datapath's goals, as ratios of medians of one run; a goal whose measures are missing is left out. */
export interface Goal {
  readonly goal: string;
  readonly measured: string;
  readonly isReached: boolean;
}

type Key =
  | "speed"
  | "reverse"
  | "ipv6"
  | "cpu"
  | "p50"
  | "p99"
  | "loadedP50"
  | "loadedP99"
  | "small"
  | "idle"
  | "memory"
  | "start";

const main = "ours fast AES-128";
const yardstick = "n2n AES-128";

interface Ratio {
  readonly what: string;
  readonly of: string;
  readonly to: string;
  readonly key: Key;
  readonly least: number;
}

const atMtuSize: readonly Ratio[] = [
  { what: "TCP, segmented on the wire", of: main, to: yardstick, key: "speed", least: 9 },
  { what: "the same, reverse", of: main, to: yardstick, key: "reverse", least: 9 },
];

const whole: readonly Ratio[] = [
  { what: "TCP, AES-128", of: main, to: yardstick, key: "speed", least: 15 },
  { what: "TCP, AES-128, reverse", of: main, to: yardstick, key: "reverse", least: 15 },
  { what: "TCP, null", of: "ours fast null", to: "n2n null", key: "speed", least: 15 },
  { what: "TCP, null, reverse", of: "ours fast null", to: "n2n null", key: "reverse", least: 15 },
  { what: "TCP, ChaCha20", of: "ours fast ChaCha20", to: "n2n ChaCha20", key: "speed", least: 12 },
  { what: "TCP, AES-128 -H", of: "ours fast AES-128 -H", to: "n2n AES-128 -H", key: "speed", least: 10 },
  { what: "TCP, AES-GCM", of: "ours fast AES-GCM", to: "wireguard-go", key: "speed", least: 9 },
  { what: "TCP, portable", of: "ours portable AES-128", to: yardstick, key: "speed", least: 0.7 },
  { what: "TCP over IPv6 inside", of: main, to: yardstick, key: "ipv6", least: 15 },
  { what: "64-byte datagrams", of: main, to: yardstick, key: "small", least: 3.3 },
];

interface Limit {
  readonly what: string;
  readonly key: Key;
  readonly most: number;
  readonly unit: string;
  readonly scale: number;
}

const limits: readonly Limit[] = [
  { what: "CPU s/GB, both ends", key: "cpu", most: 2.5, unit: "", scale: 1 },
  { what: "idle CPU", key: "idle", most: 0.002, unit: " %", scale: 100 },
  { what: "resident, MB", key: "memory", most: 80, unit: "", scale: 1 },
  { what: "first ping, s", key: "start", most: 0.3, unit: "", scale: 1 },
];

/** What a ping may cost: µs more at the median, and a factor at the 99th percentile. */
const ping = { moreAtMedian: 3, timesAtWorst: 1.3 } as const;

export function goals(run: BenchRun): readonly Goal[] {
  const rows = summarise(run);
  const find = (name: string, key: Key): Spread | undefined => rows.find((row) => row.name === name)?.[key];
  const ratios = (run.model === "wire" ? atMtuSize : whole).flatMap(({ what, of, to, key, least }) => {
    const [own, other] = [find(of, key), find(to, key)];
    if (own === undefined || other === undefined) return [];
    const ratio = own.median / other.median;
    return [{ goal: `${what}: ≥ ${least}× ${to}`, measured: `${ratio.toFixed(1)}×`, isReached: ratio >= least }];
  });
  if (run.model === "wire") return ratios;
  const within = limits.flatMap(({ what, key, most, unit, scale }) => {
    const own = find(main, key);
    if (own === undefined) return [];
    const measured = `${(own.median * scale).toFixed(2)}${unit}`;
    return [{ goal: `${what}: ≤ ${most * scale}${unit}`, measured, isReached: own.median <= most }];
  });
  return [...ratios, ...pings(find), ...within];
}

function pings(find: (name: string, key: Key) => Spread | undefined): readonly Goal[] {
  const pair = (key: Key) => ({ own: find(main, key)?.median, other: find(yardstick, key)?.median });
  const rows = [
    {
      what: `ping p50: ≤ n2n + ${ping.moreAtMedian} µs`,
      ...pair("p50"),
      most: (other: number) => other + ping.moreAtMedian,
    },
    {
      what: `ping p99: ≤ ${ping.timesAtWorst}× n2n`,
      ...pair("p99"),
      most: (other: number) => other * ping.timesAtWorst,
    },
    { what: "ping p50 under a stream: < n2n", ...pair("loadedP50"), most: (other: number) => other },
    { what: "ping p99 under a stream: < n2n", ...pair("loadedP99"), most: (other: number) => other },
  ];
  return rows.flatMap(({ what, own, other, most }) => {
    if (own === undefined || other === undefined) return [];
    const measured = `${own.toFixed(0)} µs, n2n ${other.toFixed(0)}`;
    return [{ goal: what, measured, isReached: own <= most(other) }];
  });
}

export function goalTable(run: BenchRun): string {
  const rows = goals(run).map(
    ({ goal, measured, isReached }) => `| ${goal} | ${measured} | ${isReached ? "yes" : "no"} |`,
  );
  return rows.length === 0 ? "" : ["| goal | measured | reached |", "| --- | --- | --- |", ...rows].join("\n") + "\n";
}
