import { instant, type Instant } from "../base/instant.ts";

export type Clock = () => Instant;

/** Wall time that never steps backwards: anchored once at process start, then the monotonic clock. */
export const systemClock: Clock = () => instant(performance.timeOrigin + performance.now());
