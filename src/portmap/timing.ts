import { milliseconds, seconds, type Duration } from "../base/instant.ts";

/** Ours to choose, within what RFC 6886 §3.1 and RFC 6887 §8.1.1 recommend. */
export const tuned = {
  /**
   * Renewed at half of it (RFC 6886 §3.3), so that a router that forgets without a word, as UPnP has none for it, is
   * noticed within five minutes; and what a killed program leaves behind is gone after ten.
   */
  lifetime: seconds(600),
  /** A router that grants less is not asked more often than this. */
  renewLeast: seconds(1),
  /** A lease without an end is looked after all the same. */
  renewMost: seconds(300),
  /**
   * Waits for the answers to one request; then the next protocol is tried. A router in the same house answers at once.
   */
  tries: [250, 500].map(milliseconds) as readonly Duration[],
  /** Answers of HTTP and of SSDP, whose MX is a second. */
  search: [1500, 1500].map(milliseconds) as readonly Duration[],
  fetch: seconds(4),
  /** When no protocol succeeded: from the first to the longest, doubled each time. */
  againLeast: seconds(30),
  againMost: seconds(900),
  /** The mapping expires anyway, so leaving does not wait for a dead router. */
  leave: seconds(2),
  /** Other external ports that are tried when another host has ours. */
  otherPorts: 5,
} as const;
