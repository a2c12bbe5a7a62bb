import type { ReplayWindow } from "./stamps/replay-window.ts";
import type { SharedCounter } from "./stamps/shared-counter.ts";

// Sessions of authenticated sealing (decision record 0002), as data: what a datapath needs to seal and open frames.

/** One run of an edge as others see it. */
interface Session {
  /** 8 bytes. */
  readonly id: Uint8Array;
  /** 32 bytes, for frames that the session's owner sends. */
  readonly key: Uint8Array;
}

/** Ours. Sealing under its key always takes a number from its counter. */
export interface OwnSession extends Session {
  readonly counter: SharedCounter;
}

/** A peer's. Opening under its key always checks its window. */
export interface PeerSession extends Session {
  readonly window: ReplayWindow;
}
