import { type Instant, since } from "../../base/instant.ts";
import type { Member, Move } from "./member.ts";
import { type Origin, pathKey } from "./origin.ts";
import { tuned } from "../timing.ts";

/** The moves of an edge that now leaves its socket, to detect two machines with one MAC and token. Bounded. */
export function movesOf({ moves, path }: Member, now: Instant): readonly Move[] {
  return [...recent(moves, now), { path: pathKey(path), at: now }].slice(-tuned.movesRemembered);
}

/**
 * Whether a claimant with the right token is a second machine with it: it has recently lost the entry twice to the
 * holder, which is still heard. When a single machine moves, its old socket falls silent.
 */
export function isTwin({ moves, lastHeard, gap }: Member, claimant: Origin, now: Instant): boolean {
  const path = pathKey(claimant);
  const lost = recent(moves, now).filter((move) => move.path === path);
  return lost.length >= tuned.twinLosses && since(lastHeard, now) <= Math.max(tuned.silentIsDead, gap);
}

const recent = (moves: readonly Move[], now: Instant) => moves.filter(({ at }) => since(at, now) <= tuned.twinSpan);
