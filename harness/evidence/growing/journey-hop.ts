import type { Placed } from "./growing-captures.ts";
import type { CapturedPacket } from "../evidence.ts";
import type { Journey } from "../journeys/journeys.ts";

const nothing: readonly never[] = [];

/** A packet with the one before it and those after it on its way, as far as is known. */
export class JourneyHop implements Placed {
  readonly packet: CapturedPacket;
  readonly capture: number;
  readonly position: number;
  readonly segment: number;
  before: JourneyHop | undefined;
  /** Several, of a broadcast or a copy. */
  after: readonly JourneyHop[] = nothing;
  /** Of a last hop, once known. */
  journeys: readonly [Journey] | undefined;
  /** Of a last hop, once known: when its journey begins. */
  start = NaN;
  /** Among the last hops. */
  isListed = false;
  /** In which round it was last looked at. */
  round = 0;

  constructor({ packet, capture, position }: Placed, segment: number) {
    this.packet = packet;
    this.capture = capture;
    this.position = position;
    this.segment = segment;
  }

  /** Comes from another one than was thought. */
  comeFrom(before: JourneyHop | undefined): void {
    const former = this.before;
    if (former !== undefined) former.after = former.after.filter((hop) => hop !== this);
    if (before !== undefined) before.after = before.after.length === 0 ? [this] : [...before.after, this];
    this.before = before;
  }
}
