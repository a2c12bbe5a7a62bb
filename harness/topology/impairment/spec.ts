import type { BurstLoss, Mtu, Queue, Reorder } from "../link.ts";

/** What a cable does to packets in one direction. */
export interface ImpairmentSpec {
  /** `"20ms"`, or a number of milliseconds. */
  readonly delay?: string | number;
  /** How much the delay varies, at most as much as `delay`: `"5ms"`, or a number of milliseconds. */
  readonly jitter?: string | number;
  /** Independently for each packet: `"1%"`, or a fraction from 0 to 1. */
  readonly loss?: string | number;
  /**
   * In bursts, in addition to `loss`: `"2%/5"` loses 2 % of all packets, 5 in a row on average. `"1%:25%:0%:100%"`, or an
   * object, has p, r, h and k of Gilbert and Elliott.
   */
  readonly burstLoss?: string | BurstLoss;
  /** Holds packets back so that others overtake them: `"2%/10ms"` 2 % for 10 ms longer; `"2%"` for 10 ms. */
  readonly reorder?: string | Reorder;
  /** Packets that arrive twice: `"1%"`, or a fraction from 0 to 1. */
  readonly duplicate?: string | number;
  /** Packets that arrive with one wrong bit, so that their checksum fails: `"1%"`, or a fraction from 0 to 1. */
  readonly corrupt?: string | number;
  /** `"10mbit"`, `"512kbit"`, or a number of bits per second. */
  readonly rate?: string | number;
  /** What may wait in front of `rate`; the rest is lost: `"100ms"` or `"64kB"`. Default: 250 ms. */
  readonly queue?: string | Queue;
  /**
   * The longest IP packet: `1280`. Of longer ones that must not be fragmented the sender gets an ICMP error;
   * `"1280/black-hole"` swallows it. Default: 1500, that of the interfaces.
   */
  readonly mtu?: string | number | Mtu;
}

/** Both directions, unless `up` or `down` differs. */
export interface CableSpec extends ImpairmentSpec {
  /** From the node towards the internet. */
  readonly up?: ImpairmentSpec;
  /** From the internet towards the node. */
  readonly down?: ImpairmentSpec;
}
