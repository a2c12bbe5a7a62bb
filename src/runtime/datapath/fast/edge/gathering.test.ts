import { describe, expect, it } from "vitest";
import { Gathering, tuned } from "./gathering.ts";

/** Its answer at the end of each turn: the instant, the number of datagrams read, and how many were for us alone. */
function holds(...turns: readonly (readonly [at: number, datagrams: number, addressed?: number, sent?: boolean])[]) {
  const gathering = new Gathering();
  return turns.map(([at, datagrams, addressed = 0, sent = false]) => {
    if (datagrams > 0) gathering.received(datagrams, addressed);
    if (sent) gathering.sent();
    return gathering.hold(at);
  });
}

describe("datagrams that come thick", () => {
  it("wait once they do, and as long as they do", () => {
    expect(holds([0, 1], [2, 1], [6, 5], [10, 1])).toEqual([0, tuned.hold, tuned.hold, tuned.hold]);
  });

  it("wait no more when it was quiet", () => {
    expect(holds([0, 1], [2, 1], [2 + 3 * tuned.hold, 1], [1000, 1])).toEqual([0, tuned.hold, 0, 0]);
    expect(holds([0, 1], [2, 1], [6, 0], [10, 0])).toEqual([0, tuned.hold, 0, 0]);
  });

  it("do not wait behind a frame for us alone, or one of ours", () => {
    expect(holds([0, 1], [1, 2, 1], [2, 1], [3, 1, 0, true], [4, 1])).toEqual([0, 0, tuned.hold, 0, tuned.hold]);
  });

  it("do not wait when each read returns enough to be worth its wake-up", () => {
    expect(holds([0, 1], [1, tuned.most + 1], [2, tuned.most])).toEqual([0, 0, tuned.hold]);
  });

  it("do not wait because the clock was set", () => {
    expect(holds([1e6, 1], [0, 1], [1, 1])).toEqual([0, 0, tuned.hold]);
  });
});
