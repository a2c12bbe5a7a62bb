import { type Instant, since } from "../../base/instant.ts";
import type { Mac } from "../../base/address/mac.ts";
import { tuned } from "../timing.ts";

/** Peers whose frames are refused, or that we refuse to send to. Each is reported once. */
export class Refusals {
  readonly #byMac = new Map<Mac, { readonly since: Instant; last: Instant; told: boolean }>();
  #told: Instant | undefined;

  /** One more frame was refused. True = report it: this is more than a handshake under way. */
  refused(mac: Mac, now: Instant): boolean {
    const known = this.#byMac.get(mac);
    if (known === undefined) {
      this.#remember(mac, now);
      return false;
    }
    known.last = now;
    if (known.told || since(known.since, now) < tuned.refusalPatience) return false;
    // Forged source addresses must not flood the log.
    if (this.#told !== undefined && since(this.#told, now) < tuned.refusalNoteGap) return false;
    known.told = true;
    this.#told = now;
    return true;
  }

  /** The peer has shown that it can. */
  over(mac: Mac): void {
    this.#byMac.delete(mac);
  }

  has(mac: Mac): boolean {
    return this.#byMac.get(mac)?.told === true;
  }

  purge(now: Instant): void {
    for (const [mac, { last }] of this.#byMac) {
      if (since(last, now) >= tuned.forgetAfter) this.#byMac.delete(mac);
    }
  }

  #remember(mac: Mac, now: Instant): void {
    this.#byMac.set(mac, { since: now, last: now, told: false });
    if (this.#byMac.size <= tuned.peersMax) return;
    const [oldest] = this.#byMac.keys();
    this.#byMac.delete(oldest!);
  }
}
