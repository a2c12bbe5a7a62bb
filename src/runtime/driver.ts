/**
 * The surroundings of a running machine, from the kernel inwards and out again:
 *
 * 1. `datapath/`: frames and datagrams in batches; `datapath/choose.ts` chooses the fast or the portable one
 * 2. `stream/`: the same over one TCP connection
 * 3. `network/`: notices changed addresses, interfaces and routes
 * 4. `../cli/edge/host.ts`, `../cli/supernode/host.ts`: turn all of these into events, and actions into calls
 * 5. here: feeds events to the machine, performs its actions, and wakes it when it asked to be woken (`clock.ts`)
 * 6. `turn-batch.ts`: hands what one turn sent to the datapath in one batch
 * 7. `log/`, `process/`, `daemon.ts`: log lines, privileges and identity, life in the background
 *
 * @module
 */
import { since } from "../base/instant.ts";
import type { Machine } from "../base/machine.ts";
import { systemClock, type Clock } from "./clock.ts";

/** Performs a machine's actions. */
export interface Effects<Action> {
  perform(action: Action): void;
  /** Called once after the actions of a turn, to hand over batches. */
  endTurn(): void;
}

/** setTimeout treats a longer wait as 1 ms (a signed 32-bit number of milliseconds). */
const longestTimer = 2 ** 31 - 1;

/** Tunable: a timer that is this late lets pending events in first, in milliseconds. */
const tuned = { late: 50 } as const;

/**
 * Feeds one machine: performs its actions in order and wakes it when it asked to be woken. Never re-entrant: an event
 * that arises while actions are performed waits until they are done. Exceptions of the machine go to the caller, and
 * the machine gets no more events.
 */
export class Driver<Event, Action> implements Disposable {
  readonly #machine: Machine<Event, Action>;
  readonly #effects: Effects<Action>;
  readonly #tick: Event;
  readonly #clock: Clock;
  readonly #waiting: Event[] = [];
  #running = false;
  #disposed = false;
  #timer: NodeJS.Timeout | undefined;
  #late: NodeJS.Immediate | undefined;
  /** When the timer fires; infinity = no timer. */
  #armed = Infinity;

  constructor(machine: Machine<Event, Action>, effects: Effects<Action>, tick: Event, clock: Clock = systemClock) {
    this.#machine = machine;
    this.#effects = effects;
    this.#tick = tick;
    this.#clock = clock;
  }

  /** Events are handled before the call returns, unless it is made from within `perform`. */
  feed(...events: readonly Event[]): void {
    if (this.#disposed) return;
    for (const event of events) this.#waiting.push(event);
    if (!this.#running) this.#turn();
  }

  /** No event reaches the machine any more. */
  [Symbol.dispose](): void {
    this.#disposed = true;
    this.#waiting.length = 0;
    clearTimeout(this.#timer);
    clearImmediate(this.#late);
  }

  #turn(): void {
    this.#running = true;
    try {
      // Ending the turn may cause events.
      while (this.#waiting.length > 0) {
        for (let next = 0; next < this.#waiting.length; next++) {
          const actions = this.#machine.handle(this.#waiting[next]!, this.#clock());
          for (const action of actions) this.#effects.perform(action);
        }
        this.#waiting.length = 0;
        this.#effects.endTurn();
      }
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    } finally {
      this.#running = false;
    }
    this.#sleep();
  }

  /** A timer that is early enough stays, and is checked when it fires. A new one for each packet would be costly. */
  #sleep(): void {
    const wake = this.#disposed ? undefined : this.#machine.nextWake();
    if (wake !== undefined && this.#armed <= wake) return;
    clearTimeout(this.#timer);
    this.#armed = wake ?? Infinity;
    if (wake === undefined) return;
    const wait = Math.min(Math.max(Math.ceil(since(this.#clock(), wake)), 1), longestTimer);
    this.#timer = setTimeout(() => {
      this.#armed = Infinity;
      const due = this.#machine.nextWake();
      if (due !== undefined && since(due, this.#clock()) >= tuned.late) this.#late = setImmediate(() => this.#wake());
      else this.#wake();
    }, wait);
  }

  /** The events may have changed what is due. */
  #wake(): void {
    const due = this.#machine.nextWake();
    if (due !== undefined && due <= this.#clock()) this.feed(this.#tick);
    else this.#sleep();
  }
}
