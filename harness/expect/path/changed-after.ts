import type { Instant } from "../../../src/base/instant.ts";
import type { Evidence } from "../../evidence/evidence.ts";

/** When the next step changed something or tested a path; else the end. Steps that only observe do not count. */
export function changedAfter(since: Instant, { steps, until }: Evidence): Instant {
  const changes = steps.filter((step) => step.claim === undefined && step.at > since).map((step) => step.at);
  return changes.reduce((a, b) => (a < b ? a : b), until);
}
