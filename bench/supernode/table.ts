import type { Phase } from "./phases.ts";
import type { Storm } from "./storm.ts";

/** `grown`: growth of resident bytes since before the first one. */
export interface RegistrationStormResult extends Storm {
  readonly name: string;
  readonly cpuSeconds: number;
  readonly grown: number;
}

const head = [
  "phase",
  "asked",
  "at once",
  "in the end",
  "per s",
  "p50 ms",
  "p99 ms",
  "own p99",
  "CPU s",
  "CPU µs each",
  "MB",
];

/**
 * Markdown. "at once" = answered without a repetition; "own p99" = how late the load generator was; CPU and memory
 * are the supernode's.
 */
export function phasesTable(phases: readonly Phase[]): string {
  const lines = phases.map((phase) => [
    phase.name,
    phase.asked,
    share(phase.atOnce, phase.asked),
    share(phase.answered, phase.asked),
    Math.round(phase.answered / phase.seconds),
    phase.p50.toFixed(1),
    phase.p99.toFixed(1),
    phase.ownP99.toFixed(1),
    phase.cpuSeconds.toFixed(2),
    ((phase.cpuSeconds / phase.asked) * 1e6).toFixed(0),
    (phase.resident / 2 ** 20).toFixed(0),
  ]);
  return [head, head.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n") + "\n";
}

export function registrationStormTable(storms: readonly RegistrationStormResult[]): string {
  const names = ["storm of registrations", "asked", "answered", "per s", "CPU µs each", "bytes of memory each"];
  const lines = storms.map(({ name, asked, answered, perSecond, cpuSeconds, grown }) => {
    const [cpu, memory] = [(cpuSeconds / asked) * 1e6, grown / asked];
    return [name, asked, answered, ...[perSecond, cpu, memory].map(Math.round)];
  });
  return [names, names.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n") + "\n";
}

/** A line about each flood; empty without one. */
export function floods(phases: readonly Phase[]): string {
  return phases
    .flatMap(({ name, garbage, lost }) =>
      garbage === undefined
        ? []
        : `${name}: ${garbage.sent} datagrams of garbage, ${Math.round(garbage.perSecond)} per s; ` +
          `${lost} datagrams of all senders found no room in the supernode's socket\n`,
    )
    .join("");
}

/** Rounded down, so that 100 % means all. */
function share(part: number, whole: number): string {
  return `${(Math.floor((part / whole) * 10_000) / 100).toFixed(2)} %`;
}
