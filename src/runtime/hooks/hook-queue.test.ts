import { expect, it } from "vitest";
import type { Note } from "../../base/note.ts";
import { type HookFacts, type HookFault, HookQueue } from "./hook-queue.ts";

/** A program that ends when the test says so. */
function rig() {
  const runs: HookFacts[] = [];
  const notes: Note[] = [];
  const ends: ((fault: HookFault) => void)[] = [];
  const run = (facts: HookFacts) => {
    runs.push(facts);
    return new Promise<HookFault>((resolve) => ends.push(resolve));
  };
  const queue = new HookQueue("--on-peer", run, (note) => void notes.push(note));
  const end = async (fault?: string) => {
    ends.shift()!(fault);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { queue, runs, notes, end };
}

it("runs one at a time, and of several events about one peer only the last", async () => {
  const { queue, runs, end } = rig();
  queue.add("a", { path: "direct" });
  queue.add("b", { path: "direct" });
  queue.add("a", { path: "relayed" });
  queue.add("a", { path: "gone" });
  expect(runs).toEqual([{ path: "direct" }]);
  await end();
  await end();
  expect(runs).toEqual([{ path: "direct" }, { path: "direct" }, { path: "gone" }]);
  await end();
  await queue.idle();
});

it("keeps a bounded number of events, and says once that there were more", async () => {
  const { queue, runs, notes, end } = rig();
  for (let i = 0; i < 1000; i++) queue.add(String(i), {});
  expect(notes.map(({ what }) => what)).toEqual(["events come faster than a hook runs"]);
  for (let i = 0; i < 257; i++) await end();
  await queue.idle();
  expect(runs).toHaveLength(257);
});

it("says a failure once, until it works again", async () => {
  const { queue, notes, end } = rig();
  for (const fault of ["no", "no", undefined, "no"]) {
    queue.add("a", {});
    await end(fault);
  }
  expect(notes.map(({ what }) => what)).toEqual(["a hook failed", "a hook works again", "a hook failed"]);
});
