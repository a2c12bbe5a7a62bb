import { type Instant, since } from "../../base/instant.ts";
import type { Mac } from "../../base/address/mac.ts";
import { noMap } from "../../base/no-map.ts";
import type { Stamp } from "../../seal/stamps/stamp.ts";
import { tuned } from "../timing.ts";

/**
 * The last stamps of edges that have left. Without them a recorded REGISTER_SUPER could be replayed from an
 * attacker's socket right after its edge unregistered; later it is too old anyway (fact sheet §8.3). Bounded.
 */
export class LastStamps {
  #byMac: Map<Mac, { readonly stamp: Stamp; readonly at: Instant }> = noMap;

  stampOf(mac: Mac): Stamp | undefined {
    return this.#byMac.get(mac)?.stamp;
  }

  add(mac: Mac, stamp: Stamp, now: Instant): void {
    if (this.#byMac === noMap) this.#byMac = new Map();
    this.#byMac.delete(mac);
    for (const [oldest, { at }] of this.#byMac) {
      if (since(at, now) <= tuned.lastStampsFor && this.#byMac.size < tuned.lastStampsPerCommunity) break;
      this.#byMac.delete(oldest);
    }
    this.#byMac.set(mac, { stamp, at: now });
  }

  delete(mac: Mac): void {
    this.#byMac.delete(mac);
  }
}
