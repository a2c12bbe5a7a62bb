import { expect, it } from "vitest";
import { type Served, Turns } from "./turns.ts";

class Talker implements Served {
  readonly host: string;
  waits: number;
  served = 0;
  readonly #turn: () => void;

  constructor(host: string, waits: number, served: () => void = () => undefined) {
    this.host = host;
    this.waits = waits;
    this.#turn = served;
  }

  get isWaiting(): boolean {
    return this.waits > 0;
  }

  serve(most: number): number {
    const taken = Math.min(most, this.waits);
    this.waits -= taken;
    this.served += taken;
    this.#turn();
    return taken;
  }
}

const aTurn = () => new Promise((resolve) => setImmediate(resolve));

it("one message of a quiet host waits for no more than 64 of each loud one", async () => {
  const turns = new Turns();
  const loud = ["a", "b"].flatMap((host) => Array.from({ length: 100 }, () => new Talker(host, 10_000)));
  let before = -1;
  const quiet = new Talker("c", 1, () => (before = loud.reduce((sum, { served }) => sum + served, 0)));
  for (const talker of [...loud, quiet]) turns.add(talker);
  await aTurn();
  expect([quiet.served, before]).toEqual([1, 128]);
  for (const talker of loud) turns.remove(talker);
});

it("eventually serves everything, and all connections of a host alike", async () => {
  const turns = new Turns();
  const talkers = Array.from({ length: 5 }, () => new Talker("a", 200));
  for (const talker of talkers) turns.add(talker);
  for (let i = 0; i < 5; i++) await aTurn();
  expect(talkers.every(({ served }) => served > 0 && served < 200)).toBe(true);
  await expect.poll(() => talkers.map(({ served }) => served)).toEqual(talkers.map(() => 200));
});

it("a turn without messages counts as well", async () => {
  const turns = new Turns();
  const stuck = { host: "a", isWaiting: true, serve: () => 0 };
  const other = new Talker("a", 1);
  turns.add(stuck);
  turns.add(other);
  await aTurn();
  expect(other.served).toBe(1);
  turns.remove(stuck);
});

it("a turn is short, and a quiet host's comes soon, however many busy hosts there are", async () => {
  const turns = new Turns();
  const loud = Array.from({ length: 2000 }, (_, i) => new Talker(`host ${i}`, 10_000));
  const quiet = new Talker("quiet", 1);
  for (const talker of [...loud, quiet]) turns.add(talker);
  let before = 0;
  let turn = 0;
  for (; quiet.served === 0 && turn < 10; turn++) {
    await aTurn();
    const all = loud.reduce((sum, { served }) => sum + served, 0);
    expect(all - before).toBeLessThanOrEqual(512);
    before = all;
  }
  expect(turn).toBeLessThanOrEqual(4);
  // And none is skipped.
  for (let i = 0; i < 8; i++) await aTurn();
  expect(loud.filter(({ served }) => served === 0)).toEqual([]);
  for (const talker of loud) turns.remove(talker);
});
