import { describe, expect, it } from "vitest";
import { fraction, seededRandom } from "../../../src/base/random.ts";
import type { Evidence } from "../../evidence/evidence.ts";
import { Story } from "../../evidence/testing/story.ts";
import { chanceOfMore, leastNoticed, plausibleLosses } from "./binomial.ts";
import { judge } from "../judge.ts";
import { claim, dropping, lossy, lossyStory } from "./testing/lossy-story.ts";
import { datagramsNeeded, linkBound, pingsNeeded, programBound, rates } from "./rates.ts";

describe("a configured loss of 5 %", () => {
  it("reports what was counted, and what that excludes", () => {
    const judgement = judge(claim(100), lossyStory(3).evidence(8000));
    expect(judgement).toMatchObject({
      is: "met",
      observed: expect.stringMatching(
        /^configured 9\.8 %, lost \d+ of 100 \(\d+\.0 %\), 0 by programs, under \d\.\d %$/,
      ) as string,
    });
  });

  it("does not excuse pings that a program lost by other datagrams that the cable lost", () => {
    const withDecoys = (drops: number): Evidence => {
      const story = lossyStory(1, { pings: 60 });
      const random = seededRandom(100);
      for (let i = 0; i < 800; i++) {
        const bytes = new Uint8Array(Story.size + 60);
        new DataView(bytes.buffer).setUint32(2, i);
        const luck = fraction(random) < 0.05 ? ({ lostBefore: "internet" } as const) : undefined;
        story.datagram(105 + 4 * i, "alice", "bob", bytes, luck);
      }
      return dropping(story.evidence(8000), drops, 1);
    };
    expect(judge(claim(60), withDecoys(0.1))).toMatchObject({
      is: "unsound",
      why: expect.stringContaining("look like those with pings") as string,
    });
    expect(judge(claim(60), withDecoys(0)).is).not.toBe("violated");
  });

  it("waits for enough datagrams, and ends unsound without them", () => {
    const story = lossyStory(1, { load: 0 });
    expect(judge(claim(100), story.evidence(8000))).toMatchObject({
      is: "pending",
      waitingFor: expect.stringContaining("too few to tell that from another loss; at least 978") as string,
    });
    expect(judge(claim(100), story.evidence(20_000)).is).toBe("unsound");
  });
});

describe("loss over cables that lose nothing", () => {
  it.each([pingsNeeded, 200])("of %s pings is met up to the bound, and violated from one more on", (n) => {
    const { most } = programBound(n);
    const judged = (lost: number) => {
      const story = new Story();
      story.pings(n, 100, "direct");
      const evidence = story.evidence(20_000);
      const isGone = (sequence: number): boolean => sequence % 3 === 1 && sequence <= 3 * lost;
      const captures = evidence.captures.map((capture) =>
        capture.node !== "alice"
          ? capture
          : {
              ...capture,
              packets: capture.packets.filter(({ echo }) => !echo || echo.request || !isGone(echo.sequence)),
            },
      );
      return judge(claim(n), { ...evidence, captures }).is;
    };
    expect([judged(most), judged(most + 1)]).toEqual(["met", "violated"]);
  });

  it("nearly always notices that a program loses one ping in ten", () => {
    expect(chanceOfMore(programBound(pingsNeeded).most, pingsNeeded, rates.program)).toBeGreaterThanOrEqual(
      rates.detection,
    );
  });

  it("is violated by a program that loses one ping in ten", () => {
    const judged = Array.from({ length: 20 }, (_, seed) => {
      const story = new Story();
      story.pings(pingsNeeded, 100, "direct");
      return judge(claim(pingsNeeded), dropping(story.evidence(8000), 0.1, seed)).is;
    });
    // By chance one run in a hundred has none of 44 pings dropped, as is promised.
    expect(judged.filter((one) => one === "met").length).toBeLessThanOrEqual(1);
  });

  it("excuses answers that were late because programs waited for a processor, and no others", () => {
    const story = new Story();
    const delayed = (evidence: Evidence): Evidence => ({
      ...evidence,
      captures: evidence.captures.map((capture) => ({
        ...capture,
        packets: capture.packets.map((one) => {
          const isLate = one.node === "alice" && one.echo?.request === false && one.echo.sequence % 10 === 0;
          return isLate ? { ...one, at: (one.at + 2000) as typeof one.at } : one;
        }),
      })),
    });
    story.pings(50, 100, "direct");
    const late = delayed(story.evidence(8000));
    const at = (ms: number, waited: number) => ({ at: Story.at(ms), node: "bob", waited });
    const waited = (total: number): Evidence => ({ ...late, waiting: [at(0, 0), at(3000, total), at(8000, total)] });
    expect(judge(claim(50), late).is).toBe("violated");
    expect(judge(claim(50), waited(100)).is).toBe("violated");
    expect(judge(claim(50), waited(900))).toMatchObject({
      is: "unsound",
      why: expect.stringMatching(
        /^5 of 5 pings that no cable lost were late because programs waited for a processor/,
      ) as string,
    });
  });

  it("names what was lost, and the bound", () => {
    const story = new Story();
    story.pings(50, 100, "direct");
    expect(judge(claim(50), dropping(story.evidence(8000), 0.2, 1))).toMatchObject({
      is: "violated",
      observed: expect.stringMatching(/^configured 0\.0 %, lost \d+ of 50 \(.*\), \d+ by programs$/) as string,
      stoppedAt: "a sound program loses none of 50 pings that no cable lost",
    });
  });

  it("is unsound if a cable lost a ping nevertheless, and waits for the fate of the latest", () => {
    const story = new Story();
    story.pings(50, 100, "direct");
    story.ping(2600, "alice", "bob", "direct", { there: { lostBefore: "bob" } });
    expect(judge(claim(51), story.evidence(3000)).is).toBe("pending");
    expect(judge(claim(51), story.evidence(4200))).toMatchObject({
      is: "unsound",
      why: expect.stringContaining("cables without configured loss lost 1 ping") as string,
    });
  });

  it("is not judged from too few pings", () => {
    const story = new Story();
    story.pings(40, 100, "direct");
    expect(judge(claim(40), story.evidence(8000))).toMatchObject({ is: "unsound" });
  });

  it("explains one ping by one datagram, and none by one with another destination or length", () => {
    const lostAndDropped = (decoy: { readonly to: "bob" | "sn"; readonly length: number }) => {
      const story = new Story(lossy);
      story.pings(60, 100, "direct");
      for (let i = 0; i < 4; i++)
        story.datagram(603 + i, "alice", decoy.to, new Uint8Array(decoy.length).fill(9 + i), {
          lostBefore: "internet",
        });
      const evidence = story.evidence(8000);
      const captures = evidence.captures.map((capture) =>
        capture.node === "internet"
          ? capture
          : {
              ...capture,
              packets: capture.packets.filter(
                ({ echo, node }) => echo?.sequence !== 11 || (node === "alice" && echo.request),
              ),
            },
      );
      return judge(claim(60), { ...evidence, captures });
    };
    expect(lostAndDropped({ to: "sn", length: Story.size + 60 }).is).toBe("violated");
    expect(lostAndDropped({ to: "bob", length: Story.size + 300 }).is).toBe("violated");
    expect(lostAndDropped({ to: "bob", length: Story.size + 60 }).is).not.toBe("violated");
  });
});

describe("the promised rates", () => {
  it.each([44, 100, 200, 1000])("hold for programs, of %i pings", (n) => {
    const { most, noticed } = programBound(n);
    expect(chanceOfMore(most, n, rates.sound)).toBeLessThan(rates.falseAlarm.program);
    expect(chanceOfMore(most, n, noticed)).toBeGreaterThanOrEqual(rates.detection);
    expect(noticed).toBeLessThanOrEqual(rates.program);
  });

  it.each([0.01, 0.05, 0.1, 0.2, 0.3])("hold for a cable with a configured loss of %d", (asked) => {
    const n = datagramsNeeded(asked);
    const { most, noticed } = linkBound(n, asked);
    expect(chanceOfMore(most, n, asked)).toBeLessThan(rates.falseAlarm.link);
    expect(noticed).toBeLessThanOrEqual(asked + Math.max(asked, rates.link));
  });
});

describe("binomial bounds", () => {
  it("are exact", () => {
    expect(plausibleLosses(10, 0, 1e-6)).toEqual({ least: 0, most: 0 });
    expect(plausibleLosses(10, 1, 1e-6)).toEqual({ least: 10, most: 10 });
    // P(X ≥ 9) = 1.1e-2, P(X = 10) = 9.8e-4 for a fair coin.
    expect(plausibleLosses(10, 0.5, 1e-3)).toEqual({ least: 1, most: 9 });
    expect(plausibleLosses(10, 0.5, 1e-4)).toEqual({ least: 0, most: 10 });
    // None of 44 lost: 0.9 ^ 44 = 0.97 %.
    expect(leastNoticed(0, 44, 0.99)).toBeCloseTo(1 - 0.01 ** (1 / 44), 6);
  });
});
