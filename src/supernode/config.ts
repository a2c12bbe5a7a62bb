import type { Endpoint } from "../base/address/endpoint.ts";
import type { Duration } from "../base/instant.ts";
import type { Mac } from "../base/address/mac.ts";
import type { CommunityName, FieldText } from "../wire/message.ts";
import type { LeaseConfig } from "./leases/lease-config.ts";
import type { CommunityList } from "./access/community-list.ts";

/** The operator's decisions, already parsed. */
export interface SupernodeConfig {
  readonly mac: Mac;
  /** Text for edges that ping, at most 19 bytes. */
  readonly version: FieldText;
  /** Automatic subnets: communities draw one of the `prefix`-sized networks between first and last (§11.5). */
  readonly addressRange: { readonly first: string; readonly last: string; readonly prefix: number };
  /** False = `-M`: do not compare tokens. */
  readonly spoofingProtection: boolean;
  readonly limits: SupernodeLimits;
  /** Emit actions that say which edges may send to which, so that a datapath can relay PACKETs without the machine. */
  readonly tellsMembers?: boolean;
  /** Undefined = as the reference: an automatic address is free as soon as its edge is gone. */
  readonly leases?: LeaseConfig;
  /** Undefined = every community is allowed, and created when an edge asks for it. */
  readonly communities?: CommunityList;
  /** Undefined = the default name, and no other supernode is trusted. */
  readonly federation?: FederationConfig;
}

/** Tunable: every table has an upper bound, so that no stranger can exhaust the supernode. */
export interface SupernodeLimits {
  /** Communities created by edges; listed ones come on top. */
  readonly communities: number;
  readonly edgesPerCommunity: number;
  /** An edge that has not registered for this long is forgotten. */
  readonly edgeLifetime: Duration;
}

/** The supernodes that serve the same communities together (fact sheet §11.6). */
export interface FederationConfig {
  /** With its star: 2 to 19 bytes. */
  readonly name: CommunityName;
  /**
   * How the keys are derived; the same for all members. `name`: from the name, as the reference does with
   * N2N_FEDERATION, and n3n always. `default name`: as the reference does with `-F`, the header key of the default name,
   * and the rest of the default name after a shorter one (§9.5, §11.6); members that derive header keys from the name are
   * understood as well. Then anyone who knows the name can read and forge messages between supernodes.
   */
  readonly keys: "name" | "default name";
  /** `-l` */
  readonly members: readonly Endpoint[];
  /**
   * False = members only. True = also others that know the name, once they have proven that they receive our answers.
   */
  readonly learn: boolean;
}
