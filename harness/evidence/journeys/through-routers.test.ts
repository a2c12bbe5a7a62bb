import { describe, expect, it } from "vitest";
import type { Endpoint } from "../../../src/base/address/endpoint.ts";
import { analyse } from "../analysis.ts";
import type { Evidence } from "../evidence.ts";
import { Story } from "../testing/story.ts";

const bytes = Uint8Array.of(3, 0, 0, 42);
const [outside, inside] = [61822, 45339];

const ends = (evidence: Evidence) =>
  analyse(evidence).journeys.all.map(({ origin, hops, end }) => [origin, hops.length, end.is]);

/** Behind homeB alice has another port, as where bob's own flow to her port holds the real one. */
function elsewhereInside(story: Story): void {
  const moved = (endpoint: Endpoint): Endpoint =>
    endpoint.port === outside ? { ...endpoint, port: inside } : endpoint;
  for (const node of ["homeB", "bob"]) {
    const packets = story.packets.get(node)!.map((packet) => {
      if (!["lan", "eth0"].includes(packet.interface)) return packet;
      return { ...packet, from: moved(packet.from!), to: moved(packet.to!) };
    });
    story.packets.set(node, packets);
  }
}

/** As if from another host behind alice's router, which has this port there. */
function alsoFrom(story: Story, at: number, port: number, stop?: { refusedBy: string }): void {
  const other = new Story();
  other.datagram(at, "alice", "bob", bytes, stop);
  for (const [node, packets] of other.packets) {
    const renamed = packets.map((packet) =>
      packet.from!.port === outside ? { ...packet, from: { ...packet.from!, port } } : packet,
    );
    if (node !== "alice" && node !== "homeA") story.packets.get(node)!.push(...renamed);
  }
}

describe("what passes a router", () => {
  it("is one journey where the router gives the far end another port inside, both ways", () => {
    const story = new Story();
    story.datagram(100, "alice", "bob", bytes);
    story.datagram(200, "bob", "alice", bytes);
    elsewhereInside(story);
    expect(ends(story.evidence(2000))).toEqual([
      ["alice", 8, "delivered"],
      ["bob", 8, "delivered"],
    ]);
  });

  it("leaves pings direct there", () => {
    const story = new Story();
    story.pings(5, 100, "direct");
    elsewhereInside(story);
    expect(analyse(story.evidence(2000)).crossings.map((crossing) => crossing.path)).toEqual(Array(10).fill("direct"));
  });

  it("is the repetition, when an equal one before it was refused", () => {
    const story = new Story();
    story.datagram(100, "alice", "bob", bytes, { refusedBy: "homeB" });
    story.datagram(300, "alice", "bob", bytes);
    expect(ends(story.evidence(2000))).toEqual([
      ["alice", 6, "refused"],
      ["alice", 8, "delivered"],
    ]);
  });

  it("is the first, when an equal one after it was refused, however soon", () => {
    const story = new Story();
    story.datagram(100, "alice", "bob", bytes);
    story.datagram(101, "alice", "bob", bytes, { refusedBy: "homeB" });
    expect(ends(story.evidence(2000))).toEqual([
      ["alice", 8, "delivered"],
      ["alice", 6, "refused"],
    ]);
  });

  it("is the datagram whose port was kept, when an equal one was refused", () => {
    const story = new Story();
    story.datagram(100, "alice", "bob", bytes, { refusedBy: "homeB" });
    alsoFrom(story, 101, 61900);
    expect(ends(story.evidence(2000))).toEqual([
      ["alice", 6, "refused"],
      ["internet", 5, "delivered"],
    ]);
  });

  it("is not decided if two flows fit", () => {
    const story = new Story();
    story.datagram(100, "alice", "bob", bytes);
    elsewhereInside(story);
    alsoFrom(story, 101, 61900, { refusedBy: "homeB" });
    expect(ends(story.evidence(2000))).toEqual([
      ["alice", 6, "refused"],
      ["homeB", 2, "delivered"],
      ["internet", 3, "refused"],
    ]);
  });

  it("never comes from another address", () => {
    const story = new Story();
    story.datagram(100, "alice", "bob", bytes, { refusedBy: "homeB" });
    story.datagram(100.5, "sn", "bob", bytes, { lostBefore: "homeB" });
    const relayed = new Story();
    relayed.datagram(101, "sn", "bob", bytes);
    for (const node of ["homeB", "bob"]) {
      const inner = relayed.packets.get(node)!.filter((packet) => packet.interface !== "wan");
      story.packets.get(node)!.push(...inner);
    }
    expect(ends(story.evidence(2000))).toContainEqual(["alice", 6, "refused"]);
  });
});
