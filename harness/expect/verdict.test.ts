import { describe, expect, it } from "vitest";
import { seconds } from "../../src/base/instant.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { Story, claimed } from "../evidence/testing/story.ts";
import { nat } from "../topology/nat/nat.ts";
import { findingsOf } from "./findings.ts";
import { verdictOf } from "./verdict.ts";

const same = () => [];
const ping = claimed({ kind: "ping", a: "alice", b: "bob", from: Story.start, within: seconds(10) });
const direct = claimed({
  kind: "path",
  a: "alice",
  b: "bob",
  path: "direct",
  steady: 5,
  from: Story.start,
  within: seconds(30),
});

function evidence(path: "direct" | "relayed", until: number, more: Partial<Evidence> = {}): Evidence {
  const story = new Story();
  story.tested(story.pings(24, 100, path), path);
  return story.evidence(until, { steps: [ping, direct, ...story.steps], ...more });
}

describe("verdictOf", () => {
  it("passes when every claim is met", () => {
    const verdict = verdictOf(evidence("direct", 3000), same);
    expect(verdict.verdict).toBe("pass");
    expect(verdict.verdict === "pass" && verdict.because.length).toBeGreaterThan(1);
  });

  it("fails with what was expected, observed, and where it stopped", () => {
    expect(verdictOf(evidence("relayed", 31_000), same)).toMatchObject({
      verdict: "fail",
      expected: "alice ⇄ bob direct within 30s",
      observed: "53 via sn",
      stoppedAt: expect.stringContaining("step 1 of 5") as string,
    });
  });

  it.each([
    [
      "an improvement, if all later pings were direct",
      0,
      /^the path improved: direct from 3\.\ds after it was found relayed$/,
    ],
    ["not kept, if some were relayed again", 5, /^the path was not kept$/],
  ])("calls a relayed path that becomes direct %s", (_what, again, stoppedAt) => {
    const story = new Story();
    story.pings(again, story.pings(40, story.pings(70, 100, "relayed"), "direct"), "relayed");
    const relayed = claimed({ ...direct.claim!, path: "relayed" } as typeof direct.claim & object);
    expect(verdictOf(story.evidence(31_000, { steps: [ping, relayed] }), same)).toMatchObject({
      verdict: "fail",
      stoppedAt: expect.stringMatching(stoppedAt) as string,
    });
  });

  it("is inconclusive about a claim whose time the evidence does not cover", () => {
    expect(verdictOf(evidence("relayed", 3000), same)).toMatchObject({
      verdict: "inconclusive",
      why: expect.stringContaining("the evidence ends too early") as string,
    });
  });

  it.each<[string, Partial<Evidence>]>([
    ["was cut short", { story: { end: "cut short", claims: 2 } }],
    ["made more claims than there are", { story: { end: "complete", claims: 3 } }],
    ["made fewer claims than there are", { story: { end: "complete", claims: 1 } }],
  ])("is inconclusive when every claim is met and the story %s", (_what, more) => {
    expect(verdictOf(evidence("direct", 3000, more), same).verdict).toBe("inconclusive");
  });

  it("is inconclusive if it is not recorded how the story ended", () => {
    const silent = Object.entries(evidence("direct", 3000)).filter(([name]) => name !== "story");
    expect(verdictOf(Object.fromEntries(silent) as unknown as Evidence, same).verdict).toBe("inconclusive");
  });

  it("is inconclusive if a NAT was compared with anything but the network's declaration", () => {
    const sound = evidence("direct", 3000);
    expect(verdictOf(sound).verdict).toBe("pass");
    const [one, ...others] = sound.proofs;
    const { mapping, filtering } = { mapping: "endpoint-independent", filtering: "endpoint-independent" } as const;
    const forged = { ...one!, declared: nat.fullCone, measured: { ...one!.measured, mapping, filtering } };
    expect(verdictOf({ ...sound, proofs: [forged, ...others] }, same)).toEqual({
      verdict: "inconclusive",
      why: "the NAT of homeA was compared with a different declaration",
    });
  });

  it("is inconclusive when a capture lost packets", () => {
    const sound = evidence("direct", 3000);
    const captures = sound.captures.map((capture) => ({ ...capture, dropped: capture.node === "homeA" ? 2 : 0 }));
    expect(verdictOf({ ...sound, captures }, same)).toEqual({
      verdict: "inconclusive",
      why: "the capture of homeA lost 2 packets",
    });
  });

  it("is inconclusive when a NAT is not what was declared, and names it", () => {
    const { mapping, filtering, ports } = nat.portRestricted;
    const measured = { translates: true, mapping, filtering, ports, observations: [] };
    const proofs = [{ router: "homeB", declared: nat.fullCone, measured }];
    const verdict = verdictOf(evidence("direct", 3000, { proofs }), (_, measurement) => [
      `filtering ${measurement.filtering}`,
    ]);
    expect(verdict).toEqual({
      verdict: "inconclusive",
      why: "homeB is declared full-cone but measured differently: filtering address-and-port-dependent",
    });
  });

  it("is inconclusive when nothing was claimed", () => {
    expect(verdictOf(evidence("direct", 3000, { steps: [] }), same).verdict).toBe("inconclusive");
  });
});

describe("findingsOf", () => {
  it("shows where a program's log and the packets disagree", () => {
    const logs = [
      { node: "alice", program: "edge", lines: ["3.1 peer-relayed bob", "3.2 peer-direct bob"] },
      { node: "bob", program: "edge", lines: ["3.1 peer-relayed alice"] },
    ];
    expect(findingsOf(evidence("relayed", 3000, { logs }))).toMatchObject([
      {
        what: "edge on alice says direct, its last ping to bob went relayed",
        because: [{ node: "alice", line: 2 }, {}],
      },
    ]);
  });
});
