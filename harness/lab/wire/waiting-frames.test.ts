import { expect, it } from "vitest";
import { instant } from "../../../src/base/instant.ts";
import { WaitingFrames } from "./waiting-frames.ts";

it("gives frames back as they are due, and equal ones as they came", () => {
  const frames = new WaitingFrames();
  const dues = Array.from({ length: 5000 }, (_, i) => (i % 7 === 0 ? i + 10 : i));
  dues.forEach((due, i) => frames.add({ due: instant(due), frame: Uint8Array.of(i >> 8, i & 0xff) }));
  const got: number[] = [];
  for (; frames.first !== undefined; frames.removeFirst())
    got.push((frames.first.frame[0]! << 8) | frames.first.frame[1]!);
  const expected = dues.map((due, i) => ({ due, i })).sort((a, b) => a.due - b.due || a.i - b.i);
  expect(got).toEqual(expected.map(({ i }) => i));
});

it("keeps the order while frames leave", () => {
  const frames = new WaitingFrames();
  const add = (due: number) => frames.add({ due: instant(due), frame: new Uint8Array(0) });
  [5, 9].forEach(add);
  frames.removeFirst();
  [7, 3].forEach(add);
  const left: number[] = [];
  for (; frames.first !== undefined; frames.removeFirst()) left.push(frames.first.due);
  expect(left).toEqual([3, 7, 9]);
});
