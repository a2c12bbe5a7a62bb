import { describe, expect, it } from "vitest";
import { seconds } from "../../../src/base/instant.ts";
import type { CapturedPacket, Evidence } from "../../evidence/evidence.ts";
import { Story } from "../../evidence/testing/story.ts";
import type { Claim } from "../claim.ts";
import { judge } from "../judge.ts";

const bytes = 1_000_000;
const claim: Claim = {
  kind: "throughput",
  a: "alice",
  b: "bob",
  bytes,
  digest: "d1",
  port: 5201,
  floor: 2,
  from: Story.at(1000),
  within: seconds(10),
};

const packet = (at: number, node: string, direction: "in" | "out", text: string, back = false): CapturedPacket => {
  const [near, far] = [
    { address: "10.77.0.1", port: 40_000 },
    { address: "10.77.0.2", port: 5201 },
  ];
  return {
    at: Story.at(at),
    node,
    interface: "n2n0",
    direction,
    protocol: "tcp",
    frame: at,
    ...(back ? { from: far, to: near } : { from: near, to: far }),
    payload: new TextEncoder().encode(text),
  };
};

interface Answer {
  readonly at: number;
  readonly says: string;
  /** Absent = all. */
  readonly brought?: number;
  readonly delivered?: number;
  readonly given?: false;
}

/** A handshake, a first packet with data after 1.1 s, and an answer, if any, to what came to bob's host and device. */
function evidence(until: number, answer?: Answer): Evidence {
  const { captures, ...rest } = new Story().evidence(until);
  const alice = [packet(1050, "alice", "out", ""), packet(1100, "alice", "out", "data")];
  const bob = [packet(1110, "bob", "in", "data")];
  if (answer !== undefined) {
    const { at, says, brought = bytes, delivered = bytes, given } = answer;
    alice.push(packet(at, "alice", "in", says, true));
    const underlay = { ...packet(1120, "bob", "in", "sealed"), interface: "eth0", protocol: "udp" as const };
    bob.push({ ...underlay, length: brought }, { ...packet(1121, "bob", "in", "data"), length: delivered });
    if (given !== false) bob.push(packet(at - 30, "bob", "out", says, true));
  }
  const of = (node: string) => (node === "alice" ? alice : node === "bob" ? bob : []);
  return { ...rest, captures: captures.map((capture) => ({ ...capture, packets: of(capture.node) })) };
}

describe("throughput", () => {
  it("is measured from the first data to the answer, and reported", () => {
    expect(judge(claim, evidence(9000, { at: 2100, says: "1000000 d1\n" }))).toMatchObject({
      is: "met",
      observed: "977 KiB intact in 1.0s, 8.0 Mbit/s",
      because: [
        { node: "alice", frames: [1100] },
        { node: "alice", frames: [2100] },
      ],
    });
  });

  it.each([
    ["too slow", 6000, "1000000 d1\n", "slower than 2 Mbit/s"],
    ["too little", 2000, "999999 d1\n", "bob received damaged data"],
    ["changed on the way", 2000, "1000000 d2\n", "bob received damaged data"],
  ])("is violated: %s", (_what, at, says, stoppedAt) => {
    expect(judge(claim, evidence(9000, { at, says }))).toMatchObject({ is: "violated", stoppedAt });
  });

  it.each<[string, Omit<Answer, "at" | "says">, string]>([
    ["that the receiver did not send", { given: false }, "alice got the right answer, which bob did not send"],
    ["to what never came to its host", { brought: 4000 }, "and 4 KiB of 977 KiB had reached bob"],
    ["to what never came out of its device", { delivered: 4 }, "and 0 KiB of 977 KiB had come out of bob's device"],
  ])("is violated by an answer %s", (_what, lie, observed) => {
    expect(judge(claim, evidence(9000, { at: 2100, says: "1000000 d1\n", ...lie }))).toMatchObject({
      is: "violated",
      stoppedAt: "the answer was invented",
      observed: expect.stringContaining(observed) as string,
    });
  });

  it("is pending without an answer, and violated after the deadline", () => {
    expect(judge(claim, evidence(9000))).toEqual({
      is: "pending",
      waitingFor: "1 packet with data left alice, 1 reached bob, no answer",
    });
    const late = { at: 11_500, says: "1000000 d1\n" };
    for (const seen of [evidence(12_000), evidence(12_000, late)]) {
      expect(judge(claim, seen)).toMatchObject({
        is: "violated",
        stoppedAt: "bob had not received everything in time",
      });
    }
  });

  it("is pending while packets from before the answer may be missing", () => {
    const partly: Answer = { at: 2100, says: "1000000 d1\n", brought: 4000, delivered: 4, given: false };
    expect(judge(claim, evidence(2099, partly))).toMatchObject({ is: "pending", soonest: Story.at(2100) });
    expect(judge(claim, evidence(2100, partly))).toMatchObject({ is: "violated" });
  });

  it("does not confuse an earlier transfer with its own", () => {
    const later = { ...claim, from: Story.at(3000) };
    expect(judge(later, evidence(9000, { at: 2100, says: "1000000 d1\n" })).is).toBe("pending");
  });
});
