import { seconds, type Duration } from "../../../src/base/instant.ts";
import type { Translation } from "../../topology/nat/nat.ts";

/**
 * How long the connection tracker remembers a UDP flow. The maps are authoritative and conntrack is a short-lived cache, so
 * that expiry, and refresh by outbound packets only, are exact: packets of both directions refresh conntrack's own timer.
 */
export const shortly = seconds(1);

/**
 * A dependent mapping answers a stranger from the port that it sent to, which only conntrack knows. The answer may come at
 * any time while the mapping lives, so if packets of both directions keep a mapping alive, conntrack has the same timer.
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
