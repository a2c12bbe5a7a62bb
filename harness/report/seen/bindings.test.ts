import { describe, expect, it } from "vitest";
import { analyse } from "../../evidence/analysis.ts";
import type { Evidence } from "../../evidence/evidence.ts";
import { Story } from "../../evidence/testing/story.ts";
import { nat } from "../../topology/nat/nat.ts";
import { followBindings } from "./bindings.ts";

const small = Uint8Array.of(3, 0, 0, 42);
const begun = { at: Story.start, what: "begin" };

/** The bindings of homeA, times in milliseconds since the start, and why datagrams were refused. */
function followed(story: Story, until: number, more: Partial<Evidence> = {}) {
  story.steps.push(begun);
  const evidence = story.evidence(until, more);
  const bindings = followBindings(evidence, Story.start);
  const { all } = analyse(evidence).journeys;
  return {
    mappings: bindings.all.filter(({ router }) => router === "homeA"),
    rules: all.filter(({ end }) => end.is === "refused").map((journey) => bindings.rule(journey)),
    used: all.map((journey) => bindings.used(journey)),
  };
}

describe("what a router remembers", () => {
  it("is a mapping for each destination of a symmetric NAT, and one for all of another", () => {
    const story = new Story();
    story.datagram(0, "alice", "sn", small);
    story.datagram(100, "alice", "bob", small);
    story.datagram(200, "sn", "bob", small);
    story.datagram(300, "bob", "sn", small);
    story.datagram(400, "bob", "alice", Uint8Array.of(9));
    const { all } = followBindings(story.evidence(5000, { steps: [begun] }), Story.start);
    expect(all.map(({ router, outside, towards, owner }) => [router, owner, outside, towards])).toEqual([
      ["homeA", "alice", "198.18.2.1:61800", ["198.18.1.1:7654"]],
      ["homeA", "alice", "198.18.2.1:61822", ["198.18.3.1:40002"]],
      ["homeB", "bob", "198.18.3.1:40002", ["198.18.1.1:7654", "198.18.2.1:61822"]],
    ]);
  });

  it("is refreshed both ways, and still there at the end", () => {
    const story = new Story();
    for (const at of [0, 1000, 2000]) story.datagram(at, "alice", "bob", Uint8Array.of(at / 1000));
    story.datagram(3000, "bob", "alice", small);
    const [mapping] = followed(story, 5000).mappings;
    expect(mapping).toMatchObject({ created: 0, refreshed: 3, last: 3000, kind: "mapping" });
    expect(mapping).not.toHaveProperty("ended");
  });

  it("expires, and is made anew", () => {
    const story = new Story();
    story.datagram(0, "alice", "bob", small);
    story.datagram(130_000, "alice", "bob", small);
    const { mappings, used } = followed(story, 131_000);
    expect(mappings).toMatchObject([{ created: 0, ended: 120_000, how: "expired" }, { created: 130_000 }]);
    expect(used.filter((one) => one.length > 0)).toHaveLength(2);
  });

  it("is gone when the router forgets", () => {
    const story = new Story();
    story.datagram(0, "alice", "bob", small);
    story.steps.push({ at: Story.at(500), what: "flush", event: { kind: "flush", router: "homeA" } });
    expect(followed(story, 5000).mappings).toMatchObject([{ ended: 500, how: "forgotten" }]);
  });

  it("is a hole in a firewall", () => {
    const story = new Story({ natB: { translates: false, firewall: { ...nat.portRestricted } } });
    story.datagram(0, "bob", "sn", small);
    const { all } = followBindings(story.evidence(5000, { steps: [begun] }), Story.start);
    expect(all).toMatchObject([{ router: "homeB", kind: "hole", towards: ["198.18.1.1:7654"] }]);
  });
});

describe("a refusal has its rule", () => {
  it("no mapping, never or no longer", () => {
    const story = new Story();
    story.datagram(0, "bob", "alice", small, { refusedBy: "homeA" });
    story.datagram(1000, "alice", "bob", small);
    story.datagram(130_000, "bob", "alice", small, { refusedBy: "homeA" });
    expect(followed(story, 140_000).rules).toEqual(["no mapping for :61822", "no mapping for :61822: expired at 121s"]);
  });

  it("the filter, which looks at ports", () => {
    const story = new Story();
    story.datagram(0, "alice", "bob", small);
    story.datagram(500, "sn", "alice", small, { refusedBy: "homeA" });
    expect(followed(story, 5000).rules).toEqual(["APDF: nothing had left :61822 for 198.18.1.1:7654"]);
  });

  it("the story's own test of a path", () => {
    const story = new Story();
    story.pings(3, 0, "direct");
    story.tested(1000, "direct");
    const { rules } = followed(story, 5000);
    expect(rules).toHaveLength(10);
    expect(new Set(rules)).toEqual(new Set(["the test of the direct path closed it"]));
  });

  it("which is not said where nothing known explains it", () => {
    const story = new Story();
    story.datagram(0, "alice", "bob", small);
    story.datagram(500, "bob", "alice", Uint8Array.of(7), { refusedBy: "homeA" });
    expect(followed(story, 5000).rules).toEqual([undefined]);
  });
});
