import { after, type Duration, type Instant } from "../../../src/base/instant.ts";

/** A map whose elements expire if they are not written for their lifetime, like an nftables map with timeouts. */
export class ExpiringTable<Value> {
  readonly #elements = new Map<string, { value: Value; until: Instant }>();
  #sweepAt = 1024;

  get(key: string, now: Instant): Value | undefined {
    const element = this.#elements.get(key);
    return element !== undefined && element.until > now ? element.value : undefined;
  }

  has(key: string, now: Instant): boolean {
    return this.get(key, now) !== undefined;
  }

  set(key: string, value: Value, life: Duration, now: Instant): void {
    this.#elements.set(key, { value, until: after(now, life) });
    if (this.#elements.size >= this.#sweepAt) this.#sweep(now);
  }

  /** How many live. */
  size(now: Instant): number {
    let count = 0;
    for (const { until } of this.#elements.values()) if (until > now) count++;
    return count;
  }

  *living(now: Instant): Generator<readonly [key: string, value: Value, until: Instant]> {
    for (const [key, { value, until }] of this.#elements) if (until > now) yield [key, value, until];
  }

  #sweep(now: Instant): void {
    for (const [key, { until }] of this.#elements) if (until <= now) this.#elements.delete(key);
    this.#sweepAt = Math.max(1024, 2 * this.#elements.size);
  }
}
