import type { Instant } from "./instant.ts";

/**
 * Protocol logic without effects. The runtime feeds events in, performs the returned actions in order, and calls
 * `handle` again no later than `nextWake()` with a tick. A machine owns no clock, socket, timer or randomness:
 * time is an argument, randomness is given to its constructor.
 *
 * After `handle` throws the machine must not be used again; only a Bug may be thrown.
 */
export interface Machine<Event, Action> {
  handle(event: Event, now: Instant): readonly Action[];
  /** When the machine next wants a tick; undefined = it waits for events. */
  nextWake(): Instant | undefined;
}
