import type { Duration } from "../../src/base/instant.ts";

/** What a link does to packets in one direction. Everything zero or absent = a plain cable. */
export interface Impairment {
  /** One-way. */
  readonly delay: Duration;
  /** Half-width: each packet waits delay ± jitter, uniformly, and order is kept. */
  readonly jitter: Duration;
  /** Fraction of packets lost, 0 to 1, independently. */
  readonly loss: number;
  /** Lost in bursts, in addition. */
  readonly burstLoss?: BurstLoss;
  readonly reorder?: Reorder;
  /** Fraction of packets that arrive twice, the copy right behind. */
  readonly duplicate?: number;
  /** Fraction of packets that arrive with one wrong bit behind the IP header. */
  readonly corrupt?: number;
  /** Bits per second of Ethernet frames; absent = unlimited. */
  readonly rate?: number;
  /** In front of `rate`; absent = 250 ms. What does not fit is lost. */
  readonly queue?: Queue;
  readonly mtu?: Mtu;
}

/** The longest IP packet. A longer one is fragmented; one that must not be is lost. */
export interface Mtu {
  readonly bytes: number;
  /** Whether its sender gets an ICMP error, "fragmentation needed" or "packet too big"; without one it is a black hole (RFC 2923). */
  readonly errors: "sent" | "swallowed";
}

/**
 * Two states, good at most times, and bad during a burst: Gilbert (1960) and Elliott (1963), in the notation of Haßlinger and
 * Hohlfeld, "The Gilbert-Elliott Model for Packet Loss in Real Time Services on the Internet" (2008). Probabilities.
 */
export interface BurstLoss {
  /** That a good state becomes bad before a packet. */
  readonly p: number;
  /** That a bad state becomes good before a packet. */
  readonly r: number;
  /** That a packet arrives in the bad state. */
  readonly h: number;
  /** That a packet arrives in the good state. */
  readonly k: number;
}

/** Some packets are held back, and others overtake them. */
export interface Reorder {
  /** Fraction of packets, 0 to 1, independently. */
  readonly share: number;
  /** For how long, in addition to the delay. */
  readonly by: Duration;
}

/** Bytes of Ethernet frames, or how long a frame may wait until its transmission begins. */
export type Queue = { readonly bytes: number } | { readonly time: Duration };

/** `up` = away from the host or router that owns the link, towards the internet; `down` = towards it. */
export interface Link {
  readonly up: Impairment;
  readonly down: Impairment;
}
