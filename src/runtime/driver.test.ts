import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { after, instant, milliseconds, type Instant } from "../base/instant.ts";
import type { Machine } from "../base/machine.ts";
import { Driver, type Effects } from "./driver.ts";

/** Echoes an event as two actions; "in 5" asks to be woken 5 ms later. */
class Echo implements Machine<string, string> {
  readonly handled: { event: string; now: Instant }[] = [];
  #wake: Instant | undefined;

  handle(event: string, now: Instant): readonly string[] {
    this.handled.push({ event, now });
    if (event === "bug") throw new Error("impossible");
    if (event === "tick") this.#wake = undefined;
    if (event.startsWith("in ")) this.#wake = after(now, milliseconds(Number(event.slice(3))));
    return [`${event} 1`, `${event} 2`];
  }

  nextWake(): Instant | undefined {
    return this.#wake;
  }
}

const start = 1_000_000;

describe("driver", () => {
  beforeEach(() => vi.useFakeTimers({ now: start }));
  afterEach(() => vi.useRealTimers());

  const drive = (onAction: (action: string, driver: Driver<string, string>) => void = () => undefined) => {
    const machine = new Echo();
    const done: string[] = [];
    const effects: Effects<string> = {
      perform(action) {
        done.push(action);
        onAction(action, driver);
      },
      endTurn: () => done.push("end"),
    };
    const driver: Driver<string, string> = new Driver(machine, effects, "tick", () => instant(Date.now()));
    return { machine, done, driver };
  };

  it("performs the actions of a turn in order, then ends it", () => {
    const { done, driver } = drive();
    driver.feed("a", "b");
    expect(done).toEqual(["a 1", "a 2", "b 1", "b 2", "end"]);
  });

  it("lets pending events in before a late tick", () => {
    const { machine, driver } = drive();
    driver.feed("in 5");
    vi.setSystemTime(start + 500);
    setTimeout(() => driver.feed("answer"), 5);
    vi.advanceTimersByTime(10);
    expect(machine.handled.map(({ event }) => event)).toEqual(["in 5", "answer", "tick"]);
  });

  it("keeps an event that arises while performing until the actions are done", () => {
    const { done, driver } = drive((action, self) => {
      if (action === "a 1") self.feed("b");
    });
    driver.feed("a");
    expect(done).toEqual(["a 1", "a 2", "b 1", "b 2", "end"]);
  });

  it("ticks once, when the machine asked for it, and not before", () => {
    const { machine, driver } = drive();
    driver.feed("in 500");
    vi.advanceTimersByTime(499);
    expect(machine.handled).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(machine.handled[1]).toEqual({ event: "tick", now: start + 500 });
    vi.advanceTimersByTime(60_000);
    expect(machine.handled).toHaveLength(2);
  });

  it("follows a wake-up that moved", () => {
    const { machine, driver } = drive();
    driver.feed("in 500");
    driver.feed("in 20");
    vi.advanceTimersByTime(20);
    expect(machine.handled.at(-1)).toEqual({ event: "tick", now: start + 20 });
  });

  it("waits for a wake-up beyond the longest timer", () => {
    const { machine, driver } = drive();
    const thirtyDays = 30 * 86_400_000;
    driver.feed(`in ${thirtyDays}`);
    vi.advanceTimersByTime(thirtyDays - 1);
    expect(machine.handled).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(machine.handled).toHaveLength(2);
  });

  it("feeds nothing more once disposed", () => {
    const { machine, driver } = drive();
    driver.feed("in 5");
    driver[Symbol.dispose]();
    driver.feed("a");
    vi.advanceTimersByTime(1000);
    expect(machine.handled.map(({ event }) => event)).toEqual(["in 5"]);
  });

  it("passes a bug on to the caller and stops", () => {
    const { machine, driver } = drive();
    expect(() => driver.feed("bug")).toThrow("impossible");
    driver.feed("a");
    expect(machine.handled.map(({ event }) => event)).toEqual(["bug"]);
  });
});
