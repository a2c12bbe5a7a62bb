import { describe, expect, it } from "vitest";
import { nat } from "../../topology/nat/nat.ts";
import { analyse } from "../analysis.ts";
import type { CapturedPacket } from "../evidence.ts";
import { isCertain, mayHaveTaken } from "./paths.ts";
import { Story } from "../testing/story.ts";

const pathsOf = (story: Story): string[] => analyse(story.evidence(5000)).crossings.map((crossing) => crossing.path);
const large = (fill: number): Uint8Array => new Uint8Array(1000).fill(fill);

/** A segment with data at a host's own interface. */
function segment(story: Story, at: number, node: string, direction: "in" | "out"): void {
  const ends = { from: { address: "198.18.1.1", port: 7654 }, to: { address: "192.168.2.101", port: 40100 } };
  const packet: CapturedPacket = {
    at: Story.at(at),
    node,
    interface: "eth0",
    direction,
    protocol: "tcp",
    ...ends,
    payload: large(1),
    frame: 0,
  };
  story.packets.get(node)!.push(packet);
}

describe("the path of a ping", () => {
  it("is ambiguous if a large datagram took the other path meanwhile", () => {
    const story = new Story();
    story.ping(100, "alice", "bob", "relayed");
    story.datagram(100.2, "alice", "bob", large(7));
    expect(pathsOf(story)).toEqual(["ambiguous", "relayed"]);
  });

  it("is not disturbed by a datagram that is too small, too early or too late to have carried it", () => {
    const story = new Story();
    story.datagram(90, "alice", "bob", large(7));
    story.ping(100, "alice", "bob", "relayed");
    story.datagram(100.2, "alice", "bob", Uint8Array.of(1, 2, 3));
    story.datagram(110, "alice", "bob", large(8));
    expect(pathsOf(story)).toEqual(["relayed", "relayed"]);
  });

  it("is certain only if nothing at all came by another path: frames can be split or compressed", () => {
    const story = new Story();
    story.ping(100, "alice", "bob", "relayed");
    story.ping(150, "alice", "bob", "relayed");
    story.datagram(150.2, "alice", "bob", Uint8Array.of(1, 2, 3));
    const { crossings } = analyse(story.evidence(5000));
    expect(crossings.map(isCertain)).toEqual([true, true, false, true]);
    expect(mayHaveTaken(crossings[2]!, "direct")).toBe(true);
  });

  it("is open when it came in pieces", () => {
    const story = new Story();
    story.ping(100, "alice", "bob", "direct");
    const whole = story.evidence(5000);
    const cut = (packet: CapturedPacket): CapturedPacket[] =>
      packet.protocol !== "udp"
        ? [packet]
        : [0, 1].map((i) => ({ ...packet, payload: packet.payload.subarray(i * 300, i * 300 + 300) }));
    const captures = whole.captures.map((capture) => ({ ...capture, packets: capture.packets.flatMap(cut) }));
    const { crossings } = analyse({ ...whole, captures });
    expect(
      crossings.map((crossing) => [crossing.path, mayHaveTaken(crossing, "direct"), mayHaveTaken(crossing, "relayed")]),
    ).toEqual([
      ["ambiguous", true, false],
      ["ambiguous", true, false],
    ]);
  });

  it("is ambiguous if it can have come over TCP, whatever was sent directly", () => {
    const story = new Story();
    story.ping(100, "alice", "bob", "direct");
    segment(story, 100.3, "alice", "out");
    segment(story, 100.4, "bob", "in");
    expect(pathsOf(story)).toEqual(["ambiguous", "direct"]);
  });

  it("is inferred from those of others when the relay is slow and the direct path has just come into use", () => {
    const story = new Story({ linkSn: { delay: "60ms" } });
    story.ping(100, "alice", "bob", "relayed");
    story.pings(4, 150, "direct");
    const there = analyse(story.evidence(5000)).crossings.filter((crossing) => crossing.from === "alice");
    expect(there.map((crossing) => crossing.path)).toEqual(["relayed", "direct", "direct", "direct", "direct"]);
  });

  it("does not treat equal bytes of two hosts as one journey", () => {
    const story = new Story({ natB: nat.none });
    story.datagram(100, "alice", "bob", large(7), { refusedBy: "homeB" });
    story.datagram(100.5, "sn", "bob", large(7));
    // A router that translates nothing keeps the port, too.
    for (const node of ["homeB", "bob"])
      story.packets.set(
        node,
        story.packets.get(node)!.map((packet) => ({ ...packet, to: { ...packet.to!, port: 40002 } })),
      );
    const ends = analyse(story.evidence(5000)).journeys.all.map(({ origin, end }) => [origin, end.is]);
    expect(ends).toEqual([
      ["alice", "refused"],
      ["sn", "delivered"],
    ]);
  });
});
