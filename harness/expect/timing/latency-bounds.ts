import type { Claim } from "../claim.ts";
import type { Leg } from "../loss/links-between.ts";
import { millisecondsText } from "../wording.ts";

/**
 * Tunable, milliseconds. p50 must be at most asked + max(3, 10 %, 2 for each pass through a program) and at least
 * asked − 1, with `luck` standard errors of the median to allow for jitter; p95 at most asked + all jitter on the way +
 * 25. A pass is from socket to event loop to device, on a machine that other laboratories share: four passes there and
 * back directly, six via a relay. `linksOff`: links that are off by this much over one round trip are not as configured.
 * `pressure`: if programs waited for a processor for more of the time than this, they may be late by `unread`, if their
 * own waiting could not be read. `worst`: how much later than p95 any ping may be. `frameOverhead`: Ethernet, IPv4, UDP
 * and overlay headers.
 */
const tuned = {
  p50Floor: 1,
  p50Add: 3,
  p50Share: 0.1,
  p95Add: 25,
  linksOff: 3,
  pressure: 0.3,
  luck: 5,
  unread: 50,
  worst: 250,
  programs: { direct: 4 * 2, relayed: 6 * 2 },
  frameOverhead: 14 + 20 + 8 + 80,
} as const;

/** The sum of all links on the way, as configured. */
export interface Asked {
  readonly delay: number;
  readonly jitter: number;
  /** Standard deviation of one round trip because of jitter, which is uniform on each link. */
  readonly spread: number;
  /** How much later packets that are held back for reordering may be. */
  readonly heldBack: number;
  /** A link with a rate queues by design, so its delay is not a fault. */
  readonly queues: boolean;
}

export interface Bounds {
  readonly least: number;
  readonly p50: number;
  readonly p95: number;
  readonly worst: number;
}

/** `bytes`: of a ping's ICMP message. */
export function askedOf(legs: readonly Leg[], bytes: number): Asked {
  const bits = (bytes + tuned.frameOverhead) * 8;
  const delays = legs.map(({ asked }) => asked.delay + (asked.rate === undefined ? 0 : (bits / asked.rate) * 1000));
  return {
    delay: sum(delays),
    jitter: sum(legs.map(({ asked }) => asked.jitter)),
    spread: Math.sqrt(sum(legs.map(({ asked }) => asked.jitter ** 2 / 3))),
    heldBack: sum(legs.map(({ asked }) => asked.reorder?.by ?? 0)),
    queues: legs.some(({ asked }) => asked.rate !== undefined),
  };
}

export function boundsAround(
  path: (Claim & { kind: "latency" })["path"],
  { delay, jitter, spread, heldBack }: Asked,
  samples: number,
): Bounds {
  const luck = Math.min(jitter, (tuned.luck * 1.2533 * spread) / Math.sqrt(samples));
  const p50 = delay + luck + Math.max(tuned.p50Add, delay * tuned.p50Share, tuned.programs[path]);
  const p95 = Math.max(p50, delay + jitter + heldBack + tuned.p95Add);
  return { least: delay - luck - tuned.p50Floor, p50, p95, worst: p95 + tuned.worst };
}

/** Which bound is broken, in words. */
export function outside({ p50, p95, worst }: Omit<Bounds, "least">, bounds: Bounds): string | undefined {
  if (p50 < bounds.least) return `p50 is below ${millisecondsText(bounds.least)}, faster than the links allow`;
  if (p50 > bounds.p50) return `p50 is above ${millisecondsText(bounds.p50)}`;
  if (p95 > bounds.p95) return `p95 is above ${millisecondsText(bounds.p95)}`;
  if (worst > bounds.worst) return `the slowest is above ${millisecondsText(bounds.worst)}`;
  return undefined;
}

/** Whether links carried a round trip slower or faster than configured. False if it could not be followed. */
export function miscarried(underlay: number | undefined, { delay, jitter, heldBack, queues }: Asked): boolean {
  if (underlay === undefined || queues) return false;
  return underlay > delay + jitter + heldBack + tuned.linksOff || underlay < delay - jitter - tuned.p50Floor;
}

/** Why probes may have been late; undefined = no reason. */
export function busyMachine(cpuPressure: number | undefined): string | undefined {
  if (cpuPressure === undefined || cpuPressure <= tuned.pressure) return undefined;
  return `programs waited for a processor ${Math.round(cpuPressure * 100)} % of the time`;
}

/** How late a program may be if it waited for a processor and that could not be read. */
export const unreadWaiting = (cpuPressure: number | undefined): number =>
  cpuPressure !== undefined && cpuPressure > tuned.pressure ? tuned.unread : 0;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
