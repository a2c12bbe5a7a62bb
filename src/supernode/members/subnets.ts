import type { IpNet } from "../../base/address/endpoint.ts";
import type { CommunityName } from "../../wire/message.ts";
import { drawSubnet, type Span, spanOf } from "./addresses.ts";
import type { SupernodeConfig } from "../config.ts";

/** The networks of communities, so that no two get the same addresses (fact sheet §11.5). */
export class Subnets {
  readonly #range: SupernodeConfig["addressRange"];
  /** All of one size and aligned, so that two are either equal or disjoint. */
  readonly #drawn = new Set<string>();
  /** Configured, of any size, possibly overlapping. */
  readonly #given = new Map<CommunityName, Span>();

  constructor(range: SupernodeConfig["addressRange"]) {
    this.#range = range;
  }

  /** Undefined = all are taken. */
  draw(name: CommunityName): IpNet | undefined {
    const drawn = drawSubnet(this.#range, name, (network) => this.#isTaken(network));
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

  #isTaken(network: string): boolean {
    if (this.#drawn.has(network)) return true;
    const { first, last } = spanOf({ address: network, prefix: this.#range.prefix });
    for (const given of this.#given.values()) if (given.first <= last && first <= given.last) return true;
    return false;
  }
}
