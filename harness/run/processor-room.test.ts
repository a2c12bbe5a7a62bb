import { setImmediate as soon } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { idleBetween, ProcessorRoom } from "./processor-room.ts";

/** A machine whose idle cores are scripted. */
function machine() {
  const looks: ((idle: number) => void)[] = [];
  const room = new ProcessorRoom(() => new Promise((resolve) => looks.push(resolve)));
  const log: string[] = [];
  const ends = new Map<string, () => void>();
  const start = (name: string) =>
    void room.run(async () => {
      log.push(name);
      await new Promise<void>((resolve) => ends.set(name, resolve));
    });
  const look = async (idle: number) => {
    await soon();
    looks.shift()!(idle);
    await soon();
  };
  return { start, look, log, looks, end: async (name: string) => (ends.get(name)!(), await soon(), await soon()) };
}

it("starts the first case at once, and another when half a core is idle", async () => {
  const { start, look, log, looks } = machine();
  start("a");
  start("b");
  await soon();
  expect(log).toEqual(["a"]);
  await look(0.4);
  expect(log).toEqual(["a"]);
  await look(0.6);
  expect([log, looks.length]).toEqual([["a", "b"], 0]);
});

it("starts the next if none is running, however busy the machine is", async () => {
  const { start, look, log, end } = machine();
  start("a");
  start("b");
  await soon();
  await look(0);
  await end("a");
  await look(0);
  expect(log).toEqual(["a", "b"]);
});

it("keeps the order, and looks once for each", async () => {
  const { start, look, log, looks } = machine();
  for (const name of ["a", "b", "c"]) start(name);
  await look(16);
  expect([log, looks.length]).toEqual([["a", "b"], 1]);
  await look(16);
  expect(log).toEqual(["a", "b", "c"]);
});

it("starts the next one if a case throws", async () => {
  const room = new ProcessorRoom(() => Promise.resolve(0));
  await expect(room.run(() => Promise.reject(new Error("lab")))).rejects.toThrow("lab");
  await expect(room.run(() => Promise.resolve("next"))).resolves.toBe("next");
});

it("watches the real machine", async () => {
  const room = new ProcessorRoom();
  const order: number[] = [];
  await Promise.all([1, 2].map((value) => room.run(async () => void order.push(value))));
  expect(order).toEqual([1, 2]);
});

describe("idle cores", () => {
  const core = (idle: number, nice: number, user: number) => ({ times: { idle, nice, user, sys: 0, irq: 0 } });
  const before = [core(0, 0, 0), core(100, 0, 0)];
  const after = [core(0, 90, 10), core(150, 0, 50)];

  it("count the time of those who give way", () => {
    expect(idleBetween(before, after, true)).toBeCloseTo(0.9 + 0.5);
  });

  it("do not count it for who has no higher priority", () => {
    expect(idleBetween(before, after, false)).toBeCloseTo(0.5);
  });

  it("leave out a core that came up meanwhile, and a moment too short to tell", () => {
    expect(idleBetween([core(0, 0, 0)], [core(0, 0, 0), core(70, 0, 0)], true)).toBe(0);
  });
});
