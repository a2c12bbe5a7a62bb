import { describe, expect, it } from "vitest";
import { analyse } from "./analysis.ts";
import { howFar } from "../expect/ping.ts";
import type { CapturedPacket, Evidence } from "./evidence.ts";
import { Story } from "./testing/story.ts";

const changed = (evidence: Evidence, change: (packet: CapturedPacket) => readonly CapturedPacket[]): Evidence => ({
  ...evidence,
  captures: evidence.captures.map((capture) => ({ ...capture, packets: capture.packets.flatMap(change) })),
});

const story = new Story();
story.ping(100, "alice", "bob", "direct");
story.ping(150, "alice", "bob", "direct");
const whole = story.evidence(5000);
const answeredAt = analyse(whole).pings[1]!.answered!.at;
const fateOf = (evidence: Evidence): string[] =>
  analyse(evidence).pings.map(({ arrived, returned }) => (returned ? "returned" : arrived ? "arrived" : "lost"));

describe("a ping that comes out of a device", () => {
  it("is counted if it came in", () => {
    expect(fateOf(whole)).toEqual(["returned", "returned"]);
  });

  it("has not arrived when nothing at all had come in: its answer was invented", () => {
    const noCarrier = changed(whole, (packet) =>
      packet.node === "alice" && packet.direction === "in" && packet.protocol === "udp" && packet.at > answeredAt
        ? []
        : [packet],
    );
    expect(fateOf(noCarrier)).toEqual(["returned", "arrived"]);
    expect(analyse(noCarrier).pings[1]!.instead).toBe("invented");
    expect(analyse(noCarrier).crossings.map((crossing) => crossing.path)).toEqual([
      "direct",
      "direct",
      "direct",
      "none",
    ]);
  });

  it("has not arrived when it was changed on the way", () => {
    const zeroed = (packet: CapturedPacket): CapturedPacket => ({
      ...packet,
      payload: Uint8Array.from([...packet.payload.subarray(0, 8), ...packet.payload.subarray(8).map(() => 7)]),
    });
    const damaged = (node: string) =>
      changed(whole, (packet) => [
        packet.node === node && packet.echo && packet.direction === "in" ? zeroed(packet) : packet,
      ]);
    expect(fateOf(damaged("bob"))).toEqual(["lost", "lost"]);
    expect(howFar(analyse(damaged("bob")).pings, "alice", "bob")).toBe("pings came out at bob, but changed on the way");
    expect(fateOf(damaged("alice"))).toEqual(["arrived", "arrived"]);
  });
});
