import type { Duration } from "../../src/base/instant.ts";

/** What a link does to packets in one direction. Everything zero or absent = a plain cable. */
export interface Impairment {
  /** One-way. */
  readonly delay: Duration;
  /** Half-width: each packet waits delay ± jitter, uniformly, and order is kept. */
  readonly jitter: Duration;
  /** Fraction of packets lost, 0 to 1, independently. */
  readonly loss: number;
  /** Bits per second of Ethernet frames; absent = unlimited. */
  readonly rate?: number;
}

/** `up` = away from the host or router that owns the link, towards the internet; `down` = towards it. */
export interface Link {
  readonly up: Impairment;
  readonly down: Impairment;
}
