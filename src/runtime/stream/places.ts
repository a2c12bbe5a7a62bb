import { hostOf } from "../../base/address/host.ts";
import { ipBytes } from "../../base/address/ip.ts";
import { hex } from "../../base/bytes.ts";

export interface PlaceLimits {
  readonly connections: number;
  /** Per IPv4 address, since many edges may be behind one NAT, or per IPv6 /64, all of which one host may have. */
  readonly perHost: number;
  /** Per IPv6 /48, the most that one site gets. */
  readonly perSite: number;
}

/** Counts connections, so that no host can take them all. */
export class Places {
  readonly #limits: PlaceLimits;
  readonly #taken = new Map<string, number>();
  #size = 0;

  constructor(limits: PlaceLimits) {
    this.#limits = limits;
  }

  /** False = no more connections for this address. */
  take(address: string): boolean {
    const { connections, perHost, perSite } = this.#limits;
    const [host, site] = groups(address);
    if (this.#size >= connections || this.#of(host) >= perHost || this.#of(site) >= perSite) return false;
    this.#size++;
    for (const group of [host, site]) if (group !== undefined) this.#taken.set(group, this.#of(group) + 1);
    return true;
  }

  give(address: string): void {
    this.#size--;
    for (const group of groups(address)) {
      if (group === undefined) continue;
      const left = this.#of(group) - 1;
      if (left > 0) this.#taken.set(group, left);
      else this.#taken.delete(group);
    }
  }

  #of(group: string | undefined): number {
    return group === undefined ? 0 : (this.#taken.get(group) ?? 0);
  }
}

/** Undefined for IPv4, where a site means no more than the host. */
function groups(address: string): readonly [host: string, site: string | undefined] {
  const host = hostOf(address);
  const bytes = host.includes(".") ? undefined : ipBytes(address);
  return [host, bytes?.length === 16 ? `site ${hex(bytes.subarray(0, 6))}` : undefined];
}
