import type { Instant } from "../base/instant.ts";
import type { Problems } from "../base/problems.ts";
import type { Random } from "../base/random.ts";
import type { Seals } from "../seal/seals.ts";
import type { StampIssuer } from "../seal/stamps/stamp.ts";
import type { Communities } from "./access/communities.ts";
import type { CommunityList } from "./access/community-list.ts";
import type { SupernodeConfig } from "./config.ts";
import type { Federation } from "./federation/federation.ts";
import type { HeaderKeys } from "./headers/header-keys.ts";
import type { SupernodeCause } from "./causes.ts";
import type { LeaseBook } from "./leases/lease-book.ts";
import type { RateLimit } from "./limits/rate.ts";
import type { Counters } from "./counters.ts";
import type { lanes } from "./timing.ts";

/** State that the parts of a supernode share. Each table is changed by its own methods alone. */
export interface State {
  readonly config: SupernodeConfig;
  readonly random: Random;
  readonly seals: Seals;
  readonly communities: Communities;
  readonly leases: LeaseBook | undefined;
  readonly federation: Federation;
  readonly headerKeys: HeaderKeys;
  /** One series for all our messages, as peers expect (§16 no. 11). */
  readonly stamps: StampIssuer;
  readonly rate: RateLimit<keyof typeof lanes>;
  readonly counters: Counters;
  readonly problems: Problems<SupernodeCause>;
  readonly startedAt: Instant;
  /** Changed together with `keyTime`, by `access/reload.ts`. */
  list: CommunityList | undefined;
  /** Dynamic keys are derived from it (§9.5): UNIX seconds; 0 = no list was ever loaded, here or in the federation. */
  keyTime: number;
  lastForwarded: Instant | undefined;
  lastRegistered: Instant | undefined;
}
