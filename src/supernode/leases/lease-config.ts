import type { Duration } from "../../base/instant.ts";
import type { Reservations } from "./reservations.ts";
import type { StoredCommunity } from "./stored.ts";

/** Leases outlive members, communities and, in a file, the supernode. */
export interface LeaseConfig {
  /** How long an address is kept for an edge that is gone. */
  readonly time: Duration;
  readonly reservations: Reservations;
  /** From the last run. */
  readonly stored: readonly StoredCommunity[];
}
