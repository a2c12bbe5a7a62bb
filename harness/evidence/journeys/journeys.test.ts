import { describe, expect, it } from "vitest";
import { analyse } from "../analysis.ts";
import type { Evidence } from "../evidence.ts";
import { Story } from "../testing/story.ts";

const bytes = Uint8Array.of(3, 0, 0, 42);
const hopsOf = (evidence: Evidence) =>
  analyse(evidence).journeys.all.map(({ hops, end }) => ({
    hops: hops.map((hop) => `${hop.node}.${hop.interface} ${hop.direction} ${hop.from!.port}→${hop.to!.port}`),
    end,
  }));

describe("followJourneys", () => {
  it("follows a datagram over cables and through the NATs that rewrite it", () => {
    const story = new Story({ linkB: { delay: "20ms" } });
    story.datagram(100, "alice", "bob", bytes);
    expect(hopsOf(story.evidence(2000))).toEqual([
      {
        hops: [
          "alice.eth0 out 7001→40002",
          "homeA.lan in 7001→40002",
          "homeA.wan out 61822→40002",
          "internet.to-homeA in 61822→40002",
          "internet.to-homeB out 61822→40002",
          "homeB.wan in 61822→40002",
          "homeB.lan out 61822→7001",
          "bob.eth0 in 61822→7001",
        ],
        end: { is: "delivered", node: "bob" },
      },
    ]);
  });

  it("distinguishes datagrams with equal bytes by their order", () => {
    const story = new Story({ linkB: { delay: "20ms" } });
    for (const at of [100, 105, 110]) story.datagram(at, "alice", "bob", bytes);
    const ends = analyse(story.evidence(2000)).journeys.all;
    expect(ends.map(({ hops }) => [hops.length, Math.round(hops.at(-1)!.at - hops[0]!.at)])).toEqual([
      [8, 20],
      [8, 20],
      [8, 20],
    ]);
  });

  it("does not mix up equal bytes that cross in the core", () => {
    const story = new Story();
    story.datagram(100, "bob", "sn", bytes);
    story.datagram(100, "alice", "sn", bytes, { refusedBy: "internet" });
    expect(hopsOf(story.evidence(3000)).map((hop) => [hop.hops.length, hop.end.is])).toEqual([
      [4, "refused"],
      [6, "delivered"],
    ]);
  });

  it("does not confuse a later equal datagram with one that was lost long before", () => {
    const story = new Story();
    story.datagram(100, "bob", "sn", bytes, { lostBefore: "internet" });
    story.datagram(1100, "bob", "sn", bytes);
    expect(hopsOf(story.evidence(3000)).map((hop) => hop.end)).toEqual([
      { is: "lost", after: "homeB wan" },
      { is: "delivered", node: "sn" },
    ]);
  });

  it("names the router that refused, and waits before it says so", () => {
    const story = new Story();
    story.datagram(100, "alice", "bob", bytes, { refusedBy: "homeB" });
    expect(hopsOf(story.evidence(2000))[0]!.end).toEqual({ is: "refused", by: "homeB", side: "wan" });
    expect(hopsOf(story.evidence(150))[0]!.end).toEqual({ is: "under way" });
  });

  it("ignores what was only overheard, and joins cables when the core has no capture", () => {
    const story = new Story();
    story.datagram(100, "alice", "bob", bytes);
    const evidence = story.evidence(2000);
    const captures = evidence.captures.filter((capture) => capture.node !== "internet");
    const echoed = captures.map((capture) => ({
      ...capture,
      packets: [...capture.packets, ...capture.packets.map((packet) => ({ ...packet, overheard: true as const }))],
    }));
    const [journey, ...others] = hopsOf({ ...evidence, captures: echoed });
    expect(others).toEqual([]);
    expect(journey!.hops).toHaveLength(6);
    expect(journey!.end).toEqual({ is: "delivered", node: "bob" });
  });
});
