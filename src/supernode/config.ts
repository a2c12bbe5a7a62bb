import type { Duration } from "../base/instant.ts";
import type { Mac } from "../base/mac.ts";

/** What a person decided, already parsed. */
export interface SupernodeConfig {
  readonly mac: Mac;
  /** Text told to edges that ping, at most 19 bytes. */
  readonly version: string;
  /** Automatic subnets: communities draw one of the `prefix`-sized networks between first and last (§11.5). */
  readonly addressRange: { readonly first: string; readonly last: string; readonly prefix: number };
  /** False = `-M`: do not compare tokens. */
  readonly spoofingProtection: boolean;
  readonly limits: SupernodeLimits;
}

/** Ours to choose: every table has an upper bound, so that no stranger can exhaust the supernode. */
export interface SupernodeLimits {
  readonly communities: number;
  readonly edgesPerCommunity: number;
  /** An edge that did not register for this long is forgotten. */
  readonly edgeLifetime: Duration;
}
