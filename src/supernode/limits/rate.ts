import type { Duration, Instant } from "../../base/instant.ts";
import { since } from "../../base/instant.ts";

export type Lanes<Lane extends string> = Readonly<Record<Lane, { readonly perSecond: number; readonly burst: number }>>;

/**
 * Token buckets per host. Bounded by two generations: when the young one is full or old enough it becomes the old
 * one, and the previous old one is dropped whole. A host heard in between moves to the young one with its debt. So no
 * step costs more than two look-ups, unlike evicting the oldest entry of one map.
 */
export class RateLimit<Lane extends string> {
  readonly #lanes: Lanes<Lane>;
  readonly #bounds: { readonly hosts: number; readonly span: Duration };
  #young = new Map<string, Buckets<Lane>>();
  #old = new Map<string, Buckets<Lane>>();
  #bornAt: Instant | undefined;

  constructor(lanes: Lanes<Lane>, bounds: { readonly hosts: number; readonly span: Duration }) {
    this.#lanes = lanes;
    this.#bounds = bounds;
  }

  /** Hosts remembered; at most twice `bounds.hosts`. */
  get size(): number {
    return this.#young.size + this.#old.size;
  }

  /**
   * False = the host has used up its share of the lane. A cost above one may run into debt: otherwise a broadcast to
   * more edges than the burst could never pass.
   */
  take(host: string, lane: Lane, cost: number, now: Instant): boolean {
    const { perSecond, burst } = this.#lanes[lane];
    const buckets = this.#bucketsOf(host, now);
    const bucket = (buckets[lane] ??= { tokens: burst, at: now });
    if (bucket.at !== now) {
      // A clock that was set back must not take tokens away.
      const gained = (Math.max(0, since(bucket.at, now)) * perSecond) / 1000;
      bucket.tokens = Math.min(burst, bucket.tokens + gained);
      bucket.at = now;
    }
    if (bucket.tokens < 1) return false;
    bucket.tokens -= cost;
    return true;
  }

  #bucketsOf(host: string, now: Instant): Buckets<Lane> {
    const young = this.#young.get(host);
    if (young !== undefined) return young;
    const buckets = this.#old.get(host) ?? {};
    this.#old.delete(host);
    this.#age(now);
    this.#young.set(host, buckets);
    return buckets;
  }

  #age(now: Instant): void {
    this.#bornAt ??= now;
    if (this.#young.size < this.#bounds.hosts && since(this.#bornAt, now) < this.#bounds.span) return;
    this.#old = this.#young;
    this.#young = new Map();
    this.#bornAt = now;
  }
}

type Buckets<Lane extends string> = Partial<Record<Lane, { tokens: number; at: Instant }>>;
