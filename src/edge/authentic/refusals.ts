import { type Instant, since } from "../../base/instant.ts";
import type { Mac } from "../../base/address/mac.ts";
import { tuned } from "../timing.ts";

/** Peers whose frames are refused, or that we refuse to send to. Each is reported once. */
export class Refusals {
  readonly #byMac = new Map<Mac, { readonly since: Instant; last: Instant; reported: boolean }>();
  #lastReport: Instant | undefined;

  /** A frame was refused. True = report it, because it is not just a handshake under way. */
  refused(mac: Mac, now: Instant): boolean {
    const known = this.#byMac.get(mac);
    if (known === undefined) {
      this.#remember(mac, now);
      return false;
    }
    known.last = now;
    if (known.reported || since(known.since, now) < tuned.refusalPatience) return false;
    // Forged source addresses must not flood the log.
    if (this.#lastReport !== undefined && since(this.#lastReport, now) < tuned.refusalNoteGap) return false;
    known.reported = true;
    this.#lastReport = now;
    return true;
  }

  /** The peer has authenticated itself. */
  over(mac: Mac): void {
    this.#byMac.delete(mac);
  }

  has(mac: Mac): boolean {
    return this.#byMac.get(mac)?.reported === true;
  }

  purge(now: Instant): void {
    for (const [mac, { last }] of this.#byMac) {
      if (since(last, now) >= tuned.forgetAfter) this.#byMac.delete(mac);
    }
  }

  #remember(mac: Mac, now: Instant): void {
    this.#byMac.set(mac, { since: now, last: now, reported: false });
    if (this.#byMac.size <= tuned.peersMax) return;
    const [oldest] = this.#byMac.keys();
    this.#byMac.delete(oldest!);
  }
}
