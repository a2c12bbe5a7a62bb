import { seconds, type Duration } from "../../../src/base/instant.ts";
import type { Translation } from "../../topology/nat/nat.ts";

/**
 * How long the connection tracker remembers a UDP flow. The maps are the truth and conntrack a short cache of them, so
 * that expiry, and refresh by outbound packets only, are exact: conntrack's own timer obeys packets of both directions.
 */
export const shortly = seconds(1);

/**
 * A dependent mapping answers a stranger from the port that was asked, and only conntrack knows that port. The answer
 * may come as late as the mapping lives: where packets of both directions keep a mapping alive, its timer is conntrack's.
 */
export function flowFromOutside({
  mapping,
  refresh,
  idle,
  change,
}: Pick<Translation, "mapping" | "refresh" | "idle" | "change">): Duration {
  if ((change?.mapping ?? mapping) === "endpoint-independent" || refresh !== "both") return shortly;
  return seconds(Math.ceil(idle / 1000));
}
