import { describe, expect, it } from "vitest";
import { Line } from "../testing/authentic-line.ts";
import { answering, authentic, live, pair } from "../testing/authentic-pair.ts";

describe.each([
  ["both ask", authentic(false), authentic(false)],
  ["the first asks", authentic(false), answering],
  ["the second asks", answering, authentic(false)],
])("where authentication is requested, no frame is lost: %s", (_, one, other) => {
  it.each([0, 1, 5, 30, 31, 45, 59, 60, 61, 90, 91, 120, 200])(
    "while two edges discover each other, if the answer follows after %s ms",
    (pause) => {
      const line = new Line(pair(one, other));
      for (let i = 0; i < 40; i++) line.frame(i * 20, 0).frame(30 + pause + i * 20, 1);
      line.until(5_000);
      expect(line.delivered).toEqual([40, 40]);
      expect([line.sent[0]!.at(-1), line.sent[1]!.at(-1)]).toEqual([65, 65]);
    },
  );

  it("of a stream in one direction, however sparse", () => {
    for (const gap of [500, 70_000, 170_000, 200_000, 290_000, 500_000]) {
      const line = new Line(pair(one, other));
      for (let i = 0; i < 12; i++) line.frame(i * gap, 0);
      line.until(12 * gap);
      expect([gap, line.delivered[1]]).toEqual([gap, 12]);
    }
  });

  it("when they resume after a silence, whichever begins and however long it was", () => {
    for (let silence = 100_000; silence < 500_000; silence += 31_300) {
      for (const last of [0, 1] as const) {
        for (const lead of [20, 61_000]) {
          const line = new Line(pair(one, other));
          // One of them continues for a while, unanswered.
          for (const at of [0, 1_000, 2_000]) line.frame(at, 0).frame(at + 100, 1);
          for (let at = 3_000; at < 3_000 + lead; at += 500) line.frame(at, last);
          const again = 3_000 + lead + silence;
          for (const at of [0, 400, 5_000]) line.frame(again + at, 0).frame(again + at + 35, 1);
          line.until(again + 10_000);
          const alone = Math.ceil(lead / 500);
          const expected = last === 0 ? [6, 6 + alone] : [6 + alone, 6];
          expect([silence, last, lead, ...line.delivered]).toEqual([silence, last, lead, ...expected]);
        }
      }
    }
  });
});

it("the tests' live pairs are live", () => {
  const line = new Line(live(authentic(false)));
  line.frame(0, 0).frame(0, 1).until(100);
  expect(line.sent).toEqual([[65], [65]]);
});
