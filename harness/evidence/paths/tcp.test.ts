import { describe, expect, it } from "vitest";
import { analyse } from "../analysis.ts";
import type { Evidence } from "../evidence.ts";
import { overTcp, type Segmentation } from "../testing/over-tcp.ts";
import { Story } from "../testing/story.ts";
import { isCertain } from "./paths.ts";

const crossingsOf = (evidence: Evidence) =>
  analyse(evidence).crossings.map((crossing) => [crossing.path, isCertain(crossing)] as const);
const all = (n: number, path: string) => Array.from({ length: n }, () => [path, true] as const);

const segmentations: readonly (readonly [string, Segmentation])[] = [
  ["as it was sent", "same"],
  ["in pieces", "halves"],
];

describe.each(["direct", "relayed"] as const)("a ping over TCP, %s", (path) => {
  it.each(segmentations)("is followed to its sender if it arrives %s", (_, segmentation) => {
    const story = new Story();
    story.pings(3, 100, path);
    expect(crossingsOf(overTcp(story.evidence(5000), segmentation))).toEqual(all(6, path));
  });
});

describe("a ping over TCP", () => {
  it("is followed if it arrives in one segment with what was sent before", () => {
    const story = new Story({ linkA: { delay: "40ms" }, linkB: { delay: "40ms" } });
    story.datagram(100.3, "alice", "bob", new Uint8Array(700).fill(1));
    story.ping(101, "alice", "bob", "direct");
    expect(crossingsOf(overTcp(story.evidence(5000), { joined: 2 }))[0]).toEqual(["direct", true]);
  });

  it("is ambiguous where the connection was not seen at its other end", () => {
    const story = new Story();
    story.ping(100, "alice", "bob", "relayed");
    const whole = overTcp(story.evidence(5000), "same");
    const captures = whole.captures.map((capture) => (capture.node === "sn" ? { ...capture, packets: [] } : capture));
    expect(crossingsOf({ ...whole, captures })).toEqual([
      ["ambiguous", false],
      ["ambiguous", false],
    ]);
  });

  it("is ambiguous if as much came by another path meanwhile", () => {
    const story = new Story();
    story.ping(100, "alice", "bob", "relayed");
    story.datagram(100.2, "alice", "bob", new Uint8Array(1000).fill(7));
    expect(crossingsOf(overTcp(story.evidence(5000), "same"))[0]).toEqual(["ambiguous", false]);
  });

  it("is not taken for carried by a connection that brought less than a ping", () => {
    const story = new Story();
    story.ping(100, "alice", "bob", "relayed");
    const whole = story.evidence(5000);
    story.datagram(100.2, "alice", "bob", new Uint8Array(100).fill(7));
    const little = overTcp(story.evidence(5000), "same");
    const captures = little.captures.map((capture, i) => ({
      ...capture,
      packets: [
        ...whole.captures[i]!.packets,
        ...capture.packets.filter(({ protocol, payload }) => protocol === "tcp" && payload.length === 100),
      ],
    }));
    expect(crossingsOf({ ...whole, captures })[0]).toEqual(["relayed", false]);
  });
});
