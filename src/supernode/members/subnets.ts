import type { IpNet } from "../../base/address/endpoint.ts";
import type { CommunityName } from "../../wire/message.ts";
import { drawSubnet, hostNumber, type Span, spanOf } from "./addresses.ts";
import type { LeaseBook } from "../leases/lease-book.ts";
import type { SupernodeConfig } from "../config.ts";

/** The networks of communities, so that no two get the same addresses (fact sheet §11.5). */
export class Subnets {
  readonly #leases: LeaseBook | undefined;
  readonly #range: SupernodeConfig["addressRange"];
  /** All of one size and aligned, so that two are either equal or disjoint. */
  readonly #drawn = new Set<string>();
  /** Configured, of any size, possibly overlapping. */
  readonly #given = new Map<CommunityName, Span>();

  /** `leases`: networks of which addresses are kept for edges. */
  constructor(range: SupernodeConfig["addressRange"], leases?: LeaseBook) {
    this.#range = range;
    this.#leases = leases;
  }

  /** Undefined = all are taken. */
  draw(name: CommunityName): IpNet | undefined {
    const drawn = this.#kept(name) ?? this.#free(name) ?? this.#keptForOther(name);
    if (drawn !== undefined) this.#drawn.add(drawn.address);
    return drawn;
  }

  free(subnet: IpNet): void {
    this.#drawn.delete(subnet.address);
  }

  give(name: CommunityName, subnet: IpNet): void {
    this.#given.set(name, spanOf(subnet));
  }

  takeBack(name: CommunityName): void {
    this.#given.delete(name);
  }

  /** The one it had, unless the range is another now. */
  #kept(name: CommunityName): IpNet | undefined {
    const kept = this.#leases?.networkOf(name);
    if (kept === undefined || kept.prefix !== this.#range.prefix || this.#isTaken(kept.address)) return undefined;
    const { first } = spanOf(kept);
    const isInRange = first >= hostNumber(this.#range.first) && first <= hostNumber(this.#range.last);
    return isInRange ? kept : undefined;
  }

  #free(name: CommunityName): IpNet | undefined {
    const isKept = (network: string) => this.#leases?.isNetworkOfOther(network, name) ?? false;
    return drawSubnet(this.#range, name, (network) => this.#isTaken(network) || isKept(network));
  }

  #keptForOther(name: CommunityName): IpNet | undefined {
    if (this.#leases === undefined) return undefined;
    const drawn = drawSubnet(this.#range, name, (network) => this.#isTaken(network));
    if (drawn !== undefined) this.#leases.giveUp(drawn.address);
    return drawn;
  }

  #isTaken(network: string): boolean {
    if (this.#drawn.has(network)) return true;
    const { first, last } = spanOf({ address: network, prefix: this.#range.prefix });
    for (const given of this.#given.values()) if (given.first <= last && first <= given.last) return true;
    return false;
  }
}
