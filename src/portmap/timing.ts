import { milliseconds, seconds, type Duration } from "../base/instant.ts";

/** Tunable, within what RFC 6886 §3.1 and RFC 6887 §8.1.1 recommend. */
export const tuned = {
  /**
   * Renewed at half of it (RFC 6886 §3.3), so that a router that silently loses mappings, which UPnP does not report,
   * is noticed within five minutes, and a killed program's mapping is gone after ten.
   */
  lifetime: seconds(600),
  /** The least time between renewals, even if a router grants less. */
  renewLeast: seconds(1),
  /** A permanent lease is renewed nevertheless. */
  renewMost: seconds(300),
  /**
   * Waits for the answers to one request, before the next protocol is tried. A home router answers at once.
   */
  tries: [250, 500].map(milliseconds) as readonly Duration[],
  /** Answers of HTTP and of SSDP, whose MX is a second. */
  search: [1500, 1500].map(milliseconds) as readonly Duration[],
  fetch: seconds(4),
  /** If no protocol succeeded: from the first to the longest, doubled each time. */
  againLeast: seconds(30),
  againMost: seconds(900),
  /** The mapping expires anyway, so stopping does not wait for a dead router. */
  leave: seconds(2),
  /** Other external ports to try if another host has ours. */
  otherPorts: 5,
} as const;
