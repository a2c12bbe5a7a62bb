import { describe, expect, it } from "vitest";
import { instant, milliseconds, seconds, type Duration } from "../../../src/base/instant.ts";
import type { Mac } from "../../../src/base/address/mac.ts";
import { EventQueue } from "../network/event-queue.ts";
import { readFrame, type Frame } from "./frames.ts";
import { OverlayStack } from "./stack.ts";

const pair = { alice: ["02:00:00:00:00:0a", "10.77.0.2"], bob: ["02:00:00:00:00:0b", "10.77.0.3"] } as const;

/** Two stacks on one cable that can be cut. */
function twoHosts() {
  const queue = new EventQueue(instant(0));
  const sent: Frame[] = [];
  const cable = { up: true };
  const stacks: OverlayStack[] = [];
  const [alice, bob] = Object.values(pair).map(([mac, address], index) => {
    const send = (frame: Uint8Array) => {
      sent.push(readFrame(frame)!);
      if (cable.up) queue.after(milliseconds(1), () => stacks[1 - index]!.receive(frame));
    };
    return new OverlayStack(mac as Mac, address, {
      now: () => queue.now,
      after: (wait, run) => queue.after(wait, run),
      send,
    });
  }) as [OverlayStack, OverlayStack];
  stacks.push(alice, bob);
  const pass = (time: Duration) => {
    const until = instant(queue.now + time);
    while (queue.step(until));
  };
  const kinds = () =>
    sent.splice(0).map((frame) => (frame.kind === "arp" ? `arp ${frame.operation}` : frame.request ? "echo" : "reply"));
  return { alice, bob, cable, pass, kinds };
}

describe("OverlayStack", () => {
  it("asks who has the address, then pings, and is answered", () => {
    const { alice, pass, kinds } = twoHosts();
    alice.ping("10.77.0.3", 1, 1, new Uint8Array(40));
    pass(seconds(1));
    expect(kinds()).toEqual(["arp request", "arp reply", "echo", "reply"]);
    alice.ping("10.77.0.3", 1, 2, new Uint8Array(40));
    pass(seconds(1));
    expect(kinds()).toEqual(["echo", "reply"]);
  });

  it("asks three times, holds packets until answered, and gives up", () => {
    const { alice, cable, pass, kinds } = twoHosts();
    cable.up = false;
    for (let i = 0; i < 3; i++) alice.ping("10.77.0.3", 1, i, new Uint8Array(8));
    pass(seconds(1.5));
    cable.up = true;
    pass(seconds(1));
    expect(kinds()).toEqual([
      "arp request",
      "arp request",
      "arp request",
      "arp reply",
      "echo",
      "echo",
      "echo",
      "reply",
      "reply",
      "reply",
    ]);
    cable.up = false;
    pass(seconds(61));
    alice.ping("10.77.0.3", 1, 9, new Uint8Array(8));
    pass(seconds(10));
    expect(kinds()).toEqual(["arp request", "arp request", "arp request"]);
  });

  it("answers nobody who asks for another", () => {
    const { alice, pass, kinds } = twoHosts();
    alice.ping("10.77.0.99", 1, 1, new Uint8Array(8));
    pass(seconds(10));
    expect(kinds()).toEqual(["arp request", "arp request", "arp request"]);
  });
});
