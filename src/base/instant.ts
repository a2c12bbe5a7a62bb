/** A point in time: milliseconds since the Unix epoch, with fractions down to about a microsecond. */
export type Instant = number & { readonly unit: "instant" };

/** A length of time in milliseconds. */
export type Duration = number & { readonly unit: "duration" };

export const instant = (millisecondsSinceEpoch: number): Instant => millisecondsSinceEpoch as Instant;
export const milliseconds = (n: number): Duration => n as Duration;
export const seconds = (n: number): Duration => (n * 1000) as Duration;

export const after = (start: Instant, wait: Duration): Instant => (start + wait) as Instant;
export const since = (start: Instant, now: Instant): Duration => (now - start) as Duration;

/** The earliest of the given instants; undefined if none is given. */
export function earliest(...candidates: readonly (Instant | undefined)[]): Instant | undefined {
  let best: Instant | undefined;
  for (const candidate of candidates) {
    if (candidate !== undefined && (best === undefined || candidate < best)) best = candidate;
  }
  return best;
}
