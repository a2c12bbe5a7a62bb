import type { Instant } from "../../../src/base/instant.ts";
import type { Evidence } from "../../evidence/evidence.ts";

/** When somebody next did something, or a path was put to the test; else the end. What only looks changes nothing. */
export function changedAfter(since: Instant, { steps, until }: Evidence): Instant {
  const changes = steps.filter((step) => step.claim === undefined && step.at > since).map((step) => step.at);
  return changes.reduce((a, b) => (a < b ? a : b), until);
}
