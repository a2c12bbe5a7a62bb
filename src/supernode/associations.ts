import { type Instant, since } from "../base/instant.ts";
import type { Mac } from "../base/mac.ts";
import type { Supernode } from "./federation.ts";
import { spec, tuned } from "./timing.ts";

/** At which supernode edges of a community are that are not here (fact sheet §11.2). The oldest gives way. */
export class Associations {
  readonly #byMac = new Map<Mac, { readonly supernode: Supernode; readonly at: Instant }>();

  get size(): number {
    return this.#byMac.size;
  }

  find(mac: Mac, now: Instant): Supernode | undefined {
    const found = this.#byMac.get(mac);
    return found !== undefined && since(found.at, now) <= spec.associatedFor ? found.supernode : undefined;
  }

  set(mac: Mac, supernode: Supernode, now: Instant): void {
    this.#byMac.delete(mac);
    const [oldest] = this.#byMac.keys();
    if (this.#byMac.size >= tuned.associationsPerCommunity) this.#byMac.delete(oldest!);
    this.#byMac.set(mac, { supernode, at: now });
  }

  delete(mac: Mac): void {
    this.#byMac.delete(mac);
  }
}
