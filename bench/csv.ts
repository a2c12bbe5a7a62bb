import type { BenchRun, RoundResult } from "./results.ts";

/** Columns, and what each is of a path in one round; empty = not measured. */
const columns: Readonly<Record<string, (result: RoundResult) => number | string | undefined>> = {
  path: ({ name }) => name,
  round: ({ round }) => round,
  tcp_gbit_per_s: ({ tcp }) => tcp.gigabitsPerSecond,
  tcp_cpu_s_per_gb: ({ tcp }) => tcp.cpuSecondsPerGigabyte,
  cores_busy_before: ({ tcp }) => tcp.foreign,
  reverse_gbit_per_s: ({ reverse }) => reverse?.gigabitsPerSecond,
  ipv6_gbit_per_s: ({ ipv6 }) => ipv6?.gigabitsPerSecond,
  ping_p50_us: ({ rtt }) => rtt.p50,
  ping_p99_us: ({ rtt }) => rtt.p99,
  loaded_p50_us: ({ loaded }) => loaded?.p50,
  loaded_p99_us: ({ loaded }) => loaded?.p99,
  small_datagrams_per_s: ({ small }) => small,
  start_s: ({ startSeconds }) => startSeconds,
  memory_mb: ({ memory }) => memory,
  idle_cpu_share: ({ idle }) => idle,
};

/** A run as CSV (RFC 4180), one line for each path in each round. */
export function csv({ results }: BenchRun): string {
  const lines = results.map((result) => Object.values(columns).map((of) => cell(of(result))));
  return [Object.keys(columns), ...lines].map((row) => `${row.join(",")}\r\n`).join("");
}

const cell = (value: number | string | undefined): string => {
  const text = typeof value === "number" ? String(Number(value.toPrecision(6))) : (value ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
