import { hostOf } from "../../base/address/host.ts";
import { ipBytes } from "../../base/address/ip.ts";
import { hex } from "../../base/bytes.ts";

export interface PlaceLimits {
  readonly connections: number;
  /** Of one IPv4 address, since many edges may stand behind one NAT, or of one IPv6 /64, which one host has whole. */
  readonly perHost: number;
  /** Of one IPv6 /48, the most that one site is given. */
  readonly perSite: number;
}

/** Counts connections, so that no host takes all places. */
export class Places {
  readonly #limits: PlaceLimits;
  readonly #taken = new Map<string, number>();
  #size = 0;

  constructor(limits: PlaceLimits) {
    this.#limits = limits;
  }

  /** False = no place for this address. */
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

/** An IPv4 host has no site that says more. */
function groups(address: string): readonly [host: string, site: string | undefined] {
  const host = hostOf(address);
  const bytes = host.includes(".") ? undefined : ipBytes(address);
  return [host, bytes?.length === 16 ? `site ${hex(bytes.subarray(0, 6))}` : undefined];
}
