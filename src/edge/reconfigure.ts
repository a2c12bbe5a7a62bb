import type { Instant } from "../base/instant.ts";
import type { Reconfiguration } from "./event.ts";
import type { Parts } from "./parts.ts";

/**
 * Puts changed settings into force. A registration that this makes due is sent with the next tick. Throws ConfigError if a
 * rule of the filter is invalid.
 */
export function reconfigure(
  { registration, frameCodec, supernodes }: Pick<Parts, "registration" | "frameCodec" | "supernodes">,
  change: Reconfiguration,
  now: Instant,
): void {
  if (change.filter !== undefined) frameCodec.filter(change.filter);
  if (change.registerEvery !== undefined) registration.every = change.registerEvery;
  if (change.supernodes === undefined) return;
  supernodes.list(change.supernodes, now);
  registration.relisted(now);
}
