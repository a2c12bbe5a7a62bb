import { expect, it } from "vitest";
import type { Note } from "../../base/note.ts";
import { KernelDropsWatch } from "./kernel-drops-watch.ts";

it("reports what the kernel dropped, once in a while, with the likely reason", () => {
  const said: Note[] = [];
  let drops = { unread: 0, plainOnly: () => true };
  using watch = new KernelDropsWatch(() => drops, (note) => said.push(note)); // prettier-ignore
  watch.look(0);
  drops = { ...drops, unread: 5 };
  for (const now of [10_000, 20_000]) watch.look(now);
  drops = { unread: 12, plainOnly: () => false };
  for (const now of [30_000, 700_000, 710_000]) watch.look(now);
  expect(said.map((note) => note.with)).toMatchObject([
    { count: 5, why: expect.stringContaining("edges with -H") as unknown },
    { count: 7, why: expect.stringContaining("in time") as unknown },
  ]);
});
