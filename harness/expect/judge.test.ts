import { describe, expect, it } from "vitest";
import { after, seconds } from "../../src/base/instant.ts";
import { Story } from "../evidence/testing/story.ts";
import type { Claim } from "./claim.ts";
import { judge } from "./judge.ts";

const small = Uint8Array.from({ length: 40 }, (_, i) => i);
const from = Story.start;
const pair = { a: "alice", b: "bob", from };
const path = (path: "direct" | "relayed" | "none", within = 30): Claim => ({
  kind: "path",
  ...pair,
  path,
  steady: 5,
  within: seconds(within),
});

describe("ping", () => {
  const claim: Claim = { kind: "ping", ...pair, within: seconds(10) };

  it("is met by the first reply", () => {
    const story = new Story();
    story.ping(900, "alice", "bob", "relayed");
    expect(judge(claim, story.evidence(2000))).toMatchObject({ is: "met", observed: "first answer after 0.9s" });
  });

  it("says how far pings got, and is violated only after the deadline", () => {
    const story = new Story();
    story.ping(900, "alice", "bob", "relayed", { back: { lostBefore: "alice" } });
    const reached = "bob answered, no answer reached alice";
    expect(judge(claim, story.evidence(2000))).toEqual({
      is: "pending",
      waitingFor: `a first answer from bob (${reached})`,
    });
    expect(judge(claim, story.evidence(10_000))).toMatchObject({ is: "violated", stoppedAt: reached });
  });

  it("does not count a reply to a request from before the claim", () => {
    const story = new Story();
    story.ping(900, "alice", "bob", "relayed");
    expect(judge({ ...claim, from: Story.at(901) }, story.evidence(2000)).is).toBe("pending");
  });
});

describe("path direct", () => {
  it("is met when both directions were direct for long enough", () => {
    const story = new Story();
    story.pings(10, 100, "relayed");
    story.pings(5, 1000, "direct");
    const judgement = judge(path("direct"), story.evidence(3000));
    expect(judgement).toMatchObject({ is: "met", observed: expect.stringContaining("10 direct; 20 via sn") as string });
    expect(judgement).toMatchObject({ observed: expect.stringContaining("direct since 1.0s") as string });
  });

  it("waits for the last of the steady pings", () => {
    const story = new Story();
    story.pings(4, 1000, "direct");
    expect(judge(path("direct"), story.evidence(3000))).toEqual({
      is: "pending",
      waitingFor: "direct pings: 4 and 4 of 5",
      soonest: expect.closeTo(Story.at(1200), -2) as number,
    });
  });

  it("is not met by one direction", () => {
    const story = new Story();
    for (let i = 0; i < 20; i++) story.ping(100 + i * 50, "alice", "bob", "direct", { back: { lostBefore: "homeA" } });
    expect(judge(path("direct"), story.evidence(3000)).is).toBe("pending");
  });

  it("skips lost pings, which have no path", () => {
    const story = new Story();
    story.pings(3, 100, "direct");
    story.ping(300, "alice", "bob", "direct", { there: { lostBefore: "bob" } });
    story.pings(2, 400, "direct");
    expect(judge(path("direct"), story.evidence(3000)).is).toBe("met");
  });

  it("says where punching stopped when one edge never punched back", () => {
    const story = new Story();
    for (let i = 0; i < 4; i++) story.datagram(500 + i * 1000, "bob", "alice", small, { refusedBy: "homeA" });
    story.pings(20, 100, "relayed");
    const judgement = judge(path("direct"), story.evidence(31_000));
    expect(judgement).toMatchObject({
      is: "violated",
      observed: "40 via sn; 4 punches refused by homeA",
      stoppedAt:
        "step 2 of 5   ✔ bob sent to homeA   ✘ alice sent to homeB   · one of them was let in (4 refused by homeA)" +
        "   · bob answered and alice got it   · pings took the direct path both ways",
    });
  });

  it("says when neither edge punched", () => {
    const story = new Story();
    story.pings(20, 100, "relayed");
    expect(judge(path("direct"), story.evidence(31_000))).toMatchObject({
      stoppedAt: expect.stringMatching(/^step 1 of 5 {3}✘ alice sent to homeB/) as string,
    });
  });
});

describe("path relayed", () => {
  it("is not met before the edges have had their chance", () => {
    const story = new Story();
    story.pings(30, 100, "relayed");
    expect(judge(path("relayed"), story.evidence(1700)).is).toBe("pending");
  });

  it("is met two seconds after both sides punched without success", () => {
    const story = new Story();
    story.datagram(200, "bob", "alice", small, { refusedBy: "homeA" });
    story.datagram(210, "alice", "bob", small, { refusedBy: "homeB" });
    story.pings(50, 100, "relayed");
    expect(judge(path("relayed"), story.evidence(2700))).toMatchObject({
      is: "met",
      observed: expect.stringMatching(
        /via sn;(?=.* 1 punch refused by homeA)(?=.* 1 punch refused by homeB)/,
      ) as string,
    });
  });

  it("is met after three seconds if neither punched", () => {
    const story = new Story();
    story.pings(50, 100, "relayed");
    expect(judge(path("relayed"), story.evidence(2700)).is).toBe("pending");
    story.pings(20, 2600, "relayed");
    expect(judge(path("relayed"), story.evidence(3700)).is).toBe("met");
  });

  it("is violated when the pings went direct", () => {
    const story = new Story();
    story.pings(20, 100, "relayed");
    story.pings(40, 1100, "direct");
    expect(judge(path("relayed", 5), story.evidence(5100))).toMatchObject({ is: "violated" });
  });
});

describe("path none", () => {
  it("is met when everything was lost, violated by one arrival", () => {
    const story = new Story();
    for (let i = 0; i < 20; i++)
      story.ping(100 + i * 50, "alice", "bob", "relayed", { there: { refusedBy: "internet" } });
    expect(judge(path("none", 2), story.evidence(1000)).is).toBe("pending");
    expect(judge(path("none", 2), story.evidence(2100))).toMatchObject({
      is: "met",
      observed: "20 pings, none arrived",
    });
    story.ping(1500, "alice", "bob", "direct");
    expect(judge(path("none", 2), story.evidence(1600))).toMatchObject({ is: "violated" });
  });
});

describe("contradictions", () => {
  it("report a carrier with a forged source address; the path is from its true sender", () => {
    const story = new Story();
    story.pings(5, 1000, "relayed");
    const evidence = story.evidence(3000);
    const { addresses } = evidence;
    const publicAddresses = { ...addresses.publicAddresses, alice: addresses.publicAddresses["sn"]! };
    const forged = judge(path("direct"), { ...evidence, addresses: { ...addresses, publicAddresses } });
    expect(forged).toMatchObject({ is: "pending" });
    expect(judge(path("direct", 3), { ...evidence, addresses: { ...addresses, publicAddresses } })).toMatchObject({
      observed: expect.stringContaining("a datagram of sn arrived from alice's address") as string,
    });
    expect(judge(path("relayed", 3), evidence)).toMatchObject({ is: "met", observed: "10 via sn; relayed since 1.0s" });
  });
});

describe("any claim", () => {
  it("that is met stays met when more evidence comes", () => {
    const story = new Story();
    story.pings(10, 100, "relayed");
    story.pings(30, 1000, "direct");
    const early = judge(path("direct"), story.evidence(1300));
    expect(judge(path("direct"), story.evidence(60_000))).toEqual(early);
    expect(early).toMatchObject({ is: "met", at: expect.any(Number) as number });
    expect(after(from, seconds(1)) <= (early as { at: number }).at).toBe(true);
  });
});
