import { after, type Instant } from "../../base/instant.ts";
import { noMap } from "../../base/no-map.ts";
import { tuned } from "../timing.ts";

/**
 * Addresses offered to edges that have not registered with them yet. The reference forgets its offers, so two edges
 * with one description that start together get the same address (§11.5). Bounded: the oldest offer is evicted.
 */
export class Offers {
  /** In the order of time. */
  #offers: Map<string, { readonly asker: string; readonly until: Instant }> = noMap;

  get size(): number {
    return this.#offers.size;
  }

  isOfferedToOther(address: string, asker: string, now: Instant): boolean {
    const offer = this.#offers.get(address);
    return offer !== undefined && offer.asker !== asker && offer.until > now;
  }

  isOfferedTo(address: string, asker: string, now: Instant): boolean {
    const offer = this.#offers.get(address);
    return offer !== undefined && offer.asker === asker && offer.until > now;
  }

  add(address: string, asker: string, now: Instant): void {
    if (this.#offers === noMap) this.#offers = new Map();
    this.#offers.delete(address);
    for (const [oldest, { until }] of this.#offers) {
      if (until > now && this.#offers.size < tuned.offersPerCommunity) break;
      this.#offers.delete(oldest);
    }
    this.#offers.set(address, { asker, until: after(now, tuned.offerFor) });
  }

  settle(address: string): void {
    this.#offers.delete(address);
  }
}
