import { describe, expect, it } from "vitest";
import { seconds } from "../../src/base/instant.ts";
import { analyse } from "../evidence/analysis.ts";
import type { CapturedPacket, Evidence } from "../evidence/evidence.ts";
import { Story } from "../evidence/testing/story.ts";
import type { Claim } from "./claim.ts";
import { judge } from "./judge.ts";
import { legsBetween, roundTripLegs } from "./loss/links-between.ts";

const claim = (kind: "latency" | "loss", path: "direct" | "relayed", samples: number): Claim => ({
  kind,
  a: "alice",
  b: "bob",
  path,
  samples,
  from: Story.start,
  within: seconds(20),
});
const links = { linkA: { delay: "10ms" }, linkB: { delay: "20ms" }, linkSn: { delay: "5ms" } } as const;

describe("links between", () => {
  it("go up to the internet and down again, and a relay costs both its legs", () => {
    const { topology } = new Story().evidence(0);
    const text = (legs: ReturnType<typeof legsBetween>) => legs.map((leg) => `${leg.node} ${leg.direction}`);
    expect(text(legsBetween(topology, "alice", "bob"))).toEqual(["alice up", "homeA up", "homeB down", "bob down"]);
    expect(text(legsBetween(topology, "alice", "homeA"))).toEqual(["alice up"]);
    expect(roundTripLegs(topology, "alice", "bob")).toHaveLength(8);
    expect(text(roundTripLegs(topology, "alice", "bob", "sn")).filter((leg) => leg.startsWith("sn"))).toEqual([
      ...["sn down", "sn up", "sn down", "sn up"],
    ]);
  });
});

describe("latency", () => {
  it("direct takes both homes' links there and back", () => {
    const story = new Story(links);
    story.pings(20, 100, "direct");
    const judgement = judge(claim("latency", "direct", 20), story.evidence(3000));
    expect(judgement).toMatchObject({ is: "met", observed: "configured 60.0 ms, p50 61.9 ms, p95 61.9 ms (n=20)" });
  });

  it("relayed adds the supernode's link four times", () => {
    const story = new Story(links);
    story.pings(20, 100, "relayed");
    const judgement = judge(claim("latency", "relayed", 20), story.evidence(3000));
    expect(judgement).toMatchObject({ is: "met", observed: expect.stringContaining("configured 80.0 ms") as string });
  });

  it("counts only pings on the path", () => {
    const story = new Story(links);
    story.pings(10, 100, "relayed");
    story.pings(19, 1100, "direct");
    expect(judge(claim("latency", "direct", 20), story.evidence(5000))).toEqual({
      is: "pending",
      waitingFor: "direct round trips: 19 of 20",
      // The last ping is sent then, and answered as soon as the quickest was.
      soonest: expect.closeTo(Story.at(2050 + 62), 0) as number,
    });
    expect(judge(claim("latency", "direct", 20), story.evidence(20_000)).is).toBe("violated");
  });

  it("is violated by a slow program on sound links", () => {
    const story = new Story(links);
    story.pings(20, 100, "direct");
    const evidence = story.evidence(20_000);
    const slow = evidence.captures.map((capture) => ({
      ...capture,
      packets: capture.packets.map((packet) =>
        packet.node === "alice" && packet.echo?.request === false
          ? { ...packet, at: (packet.at + 30) as typeof packet.at }
          : packet,
      ),
    }));
    expect(judge(claim("latency", "direct", 20), { ...evidence, captures: slow })).toMatchObject({
      is: "violated",
      stoppedAt: "p50 is above 68.0 ms; links took 60.5 ms of the median and programs the rest",
    });
  });

  it("is unsound when programs had to wait for a processor", () => {
    const story = new Story(links);
    story.pings(20, 100, "direct");
    const slower = new Story({ linkA: { delay: "1ms" }, linkB: { delay: "2ms" } }).evidence(20_000);
    const { captures } = story.evidence(20_000);
    const queueing = { linkA: { delay: "1ms", rate: "100mbit" }, linkB: { delay: "2ms" } } as const;
    const { topology } = new Story(queueing).evidence(0);
    const late = { ...slower, topology, captures };
    expect(judge(claim("latency", "direct", 20), late).is).toBe("violated");
    expect(judge(claim("latency", "direct", 20), { ...late, cpuPressure: 0.29 }).is).toBe("violated");
    expect(judge(claim("latency", "direct", 20), { ...late, cpuPressure: 0.5 })).toMatchObject({
      is: "unsound",
      why: expect.stringMatching(/^programs waited for a processor, up to 50.0 ms of a ping: configured/) as string,
    });
  });

  it("is decided by the first pings: later ones do not repair it, and only a busy machine excuses it", () => {
    const story = new Story(links);
    for (let i = 0; i < 40; i++) story.ping(100 + i * 50, "alice", "bob", "direct");
    const evidence = story.evidence(3000);
    const stalled = evidence.captures.map((capture) => ({
      ...capture,
      packets: capture.packets.map((packet) =>
        packet.node === "alice" && packet.echo?.request === false && [3, 4].includes(packet.echo.sequence)
          ? { ...packet, at: (packet.at + 30) as typeof packet.at }
          : packet,
      ),
    }));
    const judged = (cpuPressure: number) =>
      judge(claim("latency", "direct", 20), { ...evidence, captures: stalled, cpuPressure });
    expect(judged(0.1)).toMatchObject({
      is: "violated",
      observed: "configured 60.0 ms, p50 61.9 ms, p95 91.9 ms (n=20)",
    });
    expect(judged(0.5)).toMatchObject({
      is: "unsound",
      why: "programs waited for a processor, up to 50.0 ms of a ping: configured 60.0 ms, p50 61.9 ms, p95 91.9 ms (n=20)",
    });
  });

  describe("of a program that is late itself", () => {
    /** Every answer that alice's device gets, later by this; undefined = it never gets there. */
    const late = (by: (sequence: number) => number | undefined): Evidence => {
      const story = new Story(links);
      story.pings(20, 100, "direct");
      const evidence = story.evidence(20_000);
      const captures = evidence.captures.map((capture) => ({
        ...capture,
        packets: capture.packets.flatMap((packet) => {
          if (packet.node !== "alice" || packet.echo?.request !== false) return [packet];
          const more = by(packet.echo.sequence);
          return more === undefined ? [] : [{ ...packet, at: (packet.at + more) as typeof packet.at }];
        }),
      }));
      return { ...evidence, captures };
    };
    /** Both programs waited for this fraction of each tenth of a second. */
    const busy = (share: number): Pick<Evidence, "waiting" | "cpuPressure"> => ({
      cpuPressure: 1,
      waiting: Array.from({ length: 200 }, (_, i) =>
        ["alice", "bob"].map((node) => ({ at: Story.at(i * 100), node, waited: i * 100 * share })),
      ).flat(),
    });
    const judged = (evidence: Evidence) => judge(claim("latency", "direct", 20), evidence);

    it("is violated on a busy machine too, if the program is later than it can have waited", () => {
      expect(judged({ ...late(() => 280), ...busy(0.1) })).toMatchObject({
        is: "violated",
        stoppedAt: expect.stringMatching(
          /^p50 is above 68\.0 ms; .* at most \d+\.0 ms of a ping waiting for a processor/,
        ) as string,
      });
      expect(judged({ ...late(() => 280), cpuPressure: 1 }).is).toBe("violated");
    });

    it("is unsound if it waited as long as it was late", () => {
      expect(judged({ ...late(() => 30), ...busy(0.2) }).is).toBe("unsound");
      expect(judged({ ...late(() => 30), ...busy(0) }).is).toBe("violated");
    });

    it("is violated by one ping of twenty that was held up for 1.4 s, or for longer, or never answered", () => {
      for (const by of [1400, 1600, undefined]) {
        const evidence = late((sequence) => (sequence === 7 ? by : 0));
        expect(judged({ ...evidence, ...busy(0.1) }), `${by}`).toMatchObject({
          is: "violated",
          stoppedAt: expect.stringMatching(/^the slowest is above 335\.0 ms/) as string,
        });
      }
    });
  });

  it("is unsound when the links were late for most pings", () => {
    const late = new Story({ ...links, linkB: { delay: "45ms" } });
    late.pings(20, 100, "relayed");
    const asked = new Story(links).evidence(20_000);
    const { captures } = late.evidence(20_000);
    expect(judge(claim("latency", "relayed", 20), { ...asked, captures })).toEqual({
      is: "unsound",
      why: "links did not carry 20 of 20 pings as configured",
    });
  });

  it("sets aside pings that the laboratory held up, and says so", () => {
    const [story, late] = [new Story(links), new Story({ ...links, linkB: { delay: "45ms" } })];
    story.pings(10, 100, "direct");
    late.ping(700, "alice", "bob", "direct");
    for (const [node, packets] of late.packets) story.packets.get(node)!.push(...packets.map(renumbered));
    story.pings(10, 1000, "direct");
    expect(judge(claim("latency", "direct", 20), story.evidence(5000))).toMatchObject({
      is: "met",
      observed: "configured 60.0 ms, p50 61.9 ms, p95 61.9 ms (n=20, 1 set aside)",
    });
  });
});

const renumbered = (packet: CapturedPacket): CapturedPacket =>
  packet.echo ? { ...packet, echo: { ...packet.echo, id: 78 } } : packet;

describe("measured links", () => {
  it("are shown with their configuration, per direction", () => {
    const story = new Story(links);
    story.pings(20, 100, "direct");
    const measured = analyse(story.evidence(3000)).links;
    expect(
      measured.map((measurement) => [
        measurement.node,
        measurement.direction,
        measurement.sent,
        measurement.lost,
        measurement.p50.toFixed(2),
      ]),
    ).toEqual([
      ["sn", "up", 0, 0, "NaN"],
      ["sn", "down", 0, 0, "NaN"],
      ["homeA", "up", 20, 0, "10.05"],
      ["homeA", "down", 20, 0, "10.05"],
      ["homeB", "up", 20, 0, "20.05"],
      ["homeB", "down", 20, 0, "20.05"],
    ]);
  });

  it("count what went in and did not come out", () => {
    const story = new Story(links);
    for (let i = 0; i < 5; i++)
      story.ping(100 + 50 * i, "alice", "bob", "direct", { there: { lostBefore: "internet" } });
    expect(analyse(story.evidence(3000)).links.find((link) => link.node === "homeA")).toMatchObject({
      sent: 5,
      lost: 5,
    });
  });
});
