import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instant, milliseconds } from "../../../src/base/instant.ts";
import { EventQueue } from "./event-queue.ts";

describe("EventQueue", () => {
  it("runs in order of time, and of scheduling where times are equal", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 100 }), (times) => {
        const queue = new EventQueue(instant(0));
        const ran: [number, number][] = [];
        times.forEach((time, index) =>
          queue.at(instant(time), () => {
            expect(queue.now).toBe(time);
            ran.push([time, index]);
          }),
        );
        while (queue.step(instant(100)));
        expect(ran).toEqual(
          [...times.entries()].map(([i, t]) => [t, i]).sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!),
        );
        expect(queue.now).toBe(100);
      }),
    );
  });

  it("stops at the limit, and takes the past for now", () => {
    const queue = new EventQueue(instant(10));
    const ran: string[] = [];
    queue.at(instant(5), () => ran.push("past"));
    queue.after(milliseconds(7), () => ran.push("later"));
    expect(queue.next).toBe(10);
    while (queue.step(instant(16)));
    expect(ran).toEqual(["past"]);
    expect([queue.now, queue.next]).toEqual([16, 17]);
  });
});
