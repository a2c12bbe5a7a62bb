import { type Instant, since } from "../../base/instant.ts";
import type { Mac } from "../../base/address/mac.ts";
import { noMap } from "../../base/no-map.ts";
import type { Auth } from "../../wire/message.ts";
import type { FederatedSupernode } from "./federated-supernode.ts";
import { spec, tuned } from "../timing.ts";

/** A registration at another supernode. */
export interface RemoteRegistration {
  readonly supernode: FederatedSupernode;
  readonly auth: Auth;
  readonly at: Instant;
}

/**
 * The supernodes of a community's edges that are not registered here (fact sheet §11.2). Bounded: the oldest is
 * evicted.
 */
export class EdgeLocations {
  #byMac: Map<Mac, { readonly supernode: FederatedSupernode; readonly at: Instant; readonly auth?: Auth }> = noMap;

  get size(): number {
    return this.#byMac.size;
  }

  find(mac: Mac, now: Instant): FederatedSupernode | undefined {
    const found = this.#byMac.get(mac);
    return found !== undefined && since(found.at, now) <= spec.locatedFor ? found.supernode : undefined;
  }

  /**
   * The registration, if it is not silent: a claimant of its MAC address must have its token, or is another machine.
   */
  registered(mac: Mac, now: Instant): RemoteRegistration | undefined {
    const found = this.#byMac.get(mac);
    if (found?.auth === undefined || since(found.at, now) > tuned.silentIsDead) return undefined;
    return { supernode: found.supernode, auth: found.auth, at: found.at };
  }

  /** `auth`: of its registration there; absent = it was only located there. */
  set(mac: Mac, supernode: FederatedSupernode, now: Instant, auth?: Auth): void {
    if (this.#byMac === noMap) this.#byMac = new Map();
    this.#byMac.delete(mac);
    const [oldest] = this.#byMac.keys();
    if (this.#byMac.size >= tuned.locationsPerCommunity) this.#byMac.delete(oldest!);
    this.#byMac.set(mac, { supernode, at: now, ...(auth && { auth }) });
  }

  delete(mac: Mac): void {
    this.#byMac.delete(mac);
  }
}
