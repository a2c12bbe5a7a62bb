import { after, milliseconds, type Instant } from "../../src/base/instant.ts";
import type { Machine } from "../../src/base/machine.ts";
import type { EventQueue } from "./network/event-queue.ts";

/** The resolution of the runtime's timers. */
const shortestSleep = milliseconds(1);

/** Runs a machine in virtual time, as `src/runtime/driver.ts` does in real time. */
export class SimProgram<Event, Action> {
  readonly #machine: Machine<Event, Action>;
  readonly #perform: (action: Action) => void;
  readonly #tick: Event;
  readonly #queue: EventQueue;
  readonly #waiting: Event[] = [];
  #running = false;
  #ended = false;
  #wake: Instant | undefined;

  constructor(machine: Machine<Event, Action>, perform: (action: Action) => void, tick: Event, queue: EventQueue) {
    this.#machine = machine;
    this.#perform = perform;
    this.#tick = tick;
    this.#queue = queue;
  }

  /** An event that occurs while actions are performed waits until they are done. */
  feed(event: Event): void {
    if (this.#ended) return;
    this.#waiting.push(event);
    if (this.#running) return;
    this.#running = true;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      for (const action of this.#machine.handle(next, this.#queue.now)) this.#perform(action);
    }
    this.#running = false;
    this.#sleep();
  }

  /** Killed: it gets no more events. */
  end(): void {
    this.#ended = true;
    this.#waiting.length = 0;
  }

  #sleep(): void {
    const wanted = this.#machine.nextWake();
    if (wanted === undefined) return;
    const soonest = after(this.#queue.now, shortestSleep);
    const wake = wanted > soonest ? wanted : soonest;
    if (this.#wake !== undefined && this.#wake <= wake && this.#wake > this.#queue.now) return;
    this.#wake = wake;
    this.#queue.at(wake, () => this.#woken(wake));
  }

  #woken(wake: Instant): void {
    if (this.#ended || this.#wake !== wake) return;
    this.#wake = undefined;
    const due = this.#machine.nextWake();
    if (due !== undefined && due <= this.#queue.now) this.feed(this.#tick);
    else this.#sleep();
  }
}
