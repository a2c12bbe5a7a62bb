import { pearson32 } from "../../seal/pearson.ts";
import { ipBytes } from "../../base/address/ip.ts";
import { ConfigError } from "../../base/config-error.ts";
import type { CommunityList } from "../../supernode/access/community-list.ts";
import type { SupernodeConfig } from "../../supernode/config.ts";
import { defaultFederation } from "../../supernode/federation/keys.ts";
import { spec } from "../../wire/spec.ts";
import { padded } from "../../wire/fields/text.ts";
import type { CommunityName } from "../../wire/message.ts";
import { hiddenName, type Stranger } from "../veil.ts";

/** With a star before it, like all names of federations. */
const hiddenFederation = `*${hiddenName("federation")}` as CommunityName;

/**
 * Hides a supernode's secret names: of its federation, and of listed communities, whose edges decide whether their
 * headers are hidden. A community's network is derived from its name (fact sheet §11.5), so a stand-in must give the
 * same network.
 */
export class HiddenNames {
  readonly #veil: Stranger;
  readonly #range: SupernodeConfig["addressRange"];
  /** Stand-ins, by the network that they give; created when needed. */
  readonly #byNetwork = new Map<number, CommunityName[]>();
  #made = 0;

  /** Throws ConfigError if there are not enough stand-ins. */
  constructor(veil: Stranger, { addressRange, communities, federation }: SupernodeConfig) {
    this.#veil = veil;
    this.#range = addressRange;
    if (federation !== undefined && federation.name !== defaultFederation)
      veil.hide(federation.name, [hiddenFederation]);
    if (!this.hide(communities))
      throw new ConfigError(
        "--record cannot hide the names of this many listed communities in this large a range (-a)",
      );
  }

  /** False = there are not enough stand-ins. */
  hide(list: CommunityList | undefined): boolean {
    return [...(list?.fixed.values() ?? [])].every(({ name, subnet }) =>
      subnet === undefined ? this.#veil.hide(name, this.#drawingAs(name)) : this.#veil.hide(name),
    );
  }

  *#drawingAs(name: CommunityName): Iterable<CommunityName> {
    const wanted = this.#network(name);
    yield* this.#byNetwork.get(wanted) ?? [];
    while (this.#made < tuned.namesMost) {
      const candidate = hiddenName((this.#made++).toString(36));
      const network = this.#network(candidate);
      const before = this.#byNetwork.get(network);
      if (before === undefined) this.#byNetwork.set(network, [candidate]);
      else before.push(candidate);
      if (network === wanted) yield candidate;
    }
  }

  #network(name: CommunityName): number {
    return pearson32(padded(name, spec.communityBytes)) % this.#count();
  }

  #count(): number {
    const { first, last, prefix } = this.#range;
    return Math.floor((number(last) - number(first)) / 2 ** (32 - prefix)) + 1;
  }
}

const number = (address: string): number => Buffer.from(ipBytes(address)!).readUInt32BE();

/** Tunable: sixteen for each network of the usual range, so that hardly any has too few. */
const tuned = { namesMost: 2 ** 19 } as const;
