import { describe, expect, it } from "vitest";
import { milliseconds } from "../../base/instant.ts";
import { cookies } from "../../wire/message.ts";
import { bobAnnounced, bobIsDirect, bobInfo, bobInvites, probes, directRank, aliceSendsFrame } from "../testing/bob.ts";
import { Rig, bob, bobWan } from "../replay/rig.ts";
import { RoundTrips } from "./round-trip.ts";

const status = (rig: Rig) => rig.edge.status().peers.find(({ mac }) => mac === bob)!;

/** Runs until a keep-alive leaves, and answers it after this delay. */
function answeredAfter(rig: Rig, delay: number): Rig {
  rig.take();
  while (probes(rig, bobWan).length === 0) rig.wait(1);
  return rig.wait(delay).ack(bobWan, directRank);
}

it("the median of the last three counts", () => {
  const trips = new RoundTrips();
  expect(trips.median).toBeUndefined();
  const medians = [9, 5, 7, 900, 6, 6].map((delay) => (trips.took(milliseconds(delay)), trips.median));
  expect(medians).toEqual([9, 5, 7, 7, 7, 6]);
});

describe("a direct peer's round trip", () => {
  it("is measured by the keep-alives", () => {
    const rig = bobIsDirect();
    for (const delay of [30, 31, 300]) answeredAfter(rig, delay);
    expect(status(rig).roundTrip).toBeCloseTo(31, 0);
  });

  it("is measured on long paths as well, where a keep-alive is repeated before its answer arrives", () => {
    const rig = bobIsDirect();
    for (let i = 0; i < 3; i++) answeredAfter(rig, 700);
    expect(status(rig).roundTrip).toBeCloseTo(700, 0);
  });

  it("is not taken from an answer that may belong to an earlier REGISTER that opened a NAT", () => {
    const rig = new Rig().registered();
    aliceSendsFrame(rig);
    bobInfo(rig, bobWan).wait(250).ack(bobWan, directRank);
    expect(rig.path(bob)).toBe("direct");
    expect(status(rig).roundTrip).toBeUndefined();
  });

  it("is not taken from the second answer to one REGISTER", () => {
    const rig = bobIsDirect();
    for (let i = 0; i < 3; i++) answeredAfter(rig, 30).wait(200).ack(bobWan, directRank);
    expect(status(rig).roundTrip).toBeCloseTo(30, 0);
  });

  it("ends with the path", () => {
    const rig = answeredAfter(bobIsDirect(), 30);
    while (rig.path(bob) === "direct") aliceSendsFrame(rig).wait(100);
    expect(status(rig).roundTrip).toBeUndefined();
  });
});

describe("why a peer is relayed", () => {
  const rigOf = (peerToPeer: boolean) => aliceSendsFrame(new Rig({ peerToPeer, localDiscovery: false }).registered());

  it("because its socket is unknown", () => {
    expect(status(rigOf(true))).toMatchObject({ why: "no-socket", fruitless: 0, hint: undefined });
  });

  it("because it does not answer, with the number of tries", () => {
    const rig = rigOf(true);
    bobInvites(rig, bobWan).wait(1_000);
    const tries = probes(rig, bobWan).length;
    expect(tries).toBeGreaterThan(2);
    expect(status(rig)).toMatchObject({ why: "punching", fruitless: tries, hint: bobWan });
  });

  it("because it was direct and fell silent", () => {
    const rig = bobIsDirect();
    while (rig.path(bob) === "direct") aliceSendsFrame(rig).wait(100);
    expect(status(rig)).toMatchObject({ why: "no-answer", lastDirect: expect.any(Number) as number });
  });

  it("because this edge only relays", () => {
    expect(status(rigOf(false))).toMatchObject({ why: "relay-only" });
  });
});

it("a peer that answers on the local network is local", () => {
  const lan = { address: "192.168.1.7", port: 50002 };
  const rig = new Rig().registered();
  rig.feed({ kind: "datagram", from: lan, bytes: bobAnnounced(), multicast: true }).ack(lan, cookies.multicast);
  expect(status(rig)).toMatchObject({ path: "direct", local: true });
  expect(status(bobIsDirect())).toMatchObject({ path: "direct", local: false });
});
