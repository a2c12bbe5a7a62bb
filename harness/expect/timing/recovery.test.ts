import { describe, expect, it } from "vitest";
import { seconds } from "../../../src/base/instant.ts";
import { Story } from "../../evidence/testing/story.ts";
import type { Claim } from "../claim.ts";
import { judge } from "../judge.ts";

/** Something happened between 1000 and 1200 ms. */
const claim: Claim = {
  kind: "recovery",
  a: "alice",
  b: "bob",
  steady: 5,
  within: seconds(3),
  event: Story.at(1000),
  from: Story.at(1200),
};

/** Pings every 50 ms; those sent in the gap are lost before bob. */
function story(gap: { from: number; to: number }, until: number, after: "direct" | "relayed" = "direct"): Story {
  const outage = new Story();
  for (let at = 0; at < until; at += 50) {
    const lost = at >= gap.from && at < gap.to;
    outage.ping(at, "alice", "bob", at < gap.to ? "direct" : after, lost ? { there: { lostBefore: "homeB" } } : {});
  }
  return outage;
}

describe("recovery", () => {
  it("reports its duration, the longest gap and the number of lost pings", () => {
    const judgement = judge(claim, story({ from: 1000, to: 2000 }, 4000).evidence(4000));
    expect(judgement).toMatchObject({ is: "met", observed: "recovered in 0.80s, longest gap 1.05s, 20 pings lost" });
  });

  it("takes no time if nothing was interrupted", () => {
    const judgement = judge(claim, story({ from: 0, to: 0 }, 4000).evidence(4000));
    expect(judgement).toMatchObject({ is: "met", observed: "recovered in 0.00s, longest gap 0.05s, 0 pings lost" });
  });

  it("does not count a few answers that were still under way as recovery", () => {
    const outage = story({ from: 1350, to: 2500 }, 4000);
    expect(judge(claim, outage.evidence(4000))).toMatchObject({
      is: "met",
      observed: expect.stringMatching(/^recovered in 1\.30s/) as string,
    });
  });

  it("waits for the claimed path", () => {
    const relayed = story({ from: 1000, to: 1500 }, 6000, "relayed").evidence(6000);
    expect(judge({ ...claim, path: "relayed" }, relayed).is).toBe("met");
    expect(judge({ ...claim, path: "direct" }, relayed)).toMatchObject({
      is: "violated",
      observed: expect.stringMatching(
        /^no recovery in 3\.00s: \d+ of \d+ pings answered, not steadily direct$/,
      ) as string,
    });
  });

  it("is pending before the deadline, violated after it, and ignores anything later", () => {
    const outage = story({ from: 1000, to: 5000 }, 7000);
    expect(judge(claim, outage.evidence(4100)).is).toBe("pending");
    expect(judge(claim, outage.evidence(7000))).toMatchObject({
      is: "violated",
      observed: "no recovery in 3.00s: 0 of 61 pings answered",
      stoppedAt: "no ping of alice reached bob",
    });
  });

  it("lets a run that began in time grow long enough", () => {
    const outage = story({ from: 1000, to: 4100 }, 6000);
    const early = { ...outage.evidence(4230), captures: story({ from: 1000, to: 4100 }, 4230).evidence(4230).captures };
    expect(judge(claim, early).is).toBe("pending");
    expect(judge(claim, outage.evidence(6000)).is).toBe("met");
  });
});
