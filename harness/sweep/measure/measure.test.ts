import { describe, expect, it } from "vitest";
import { instant } from "../../../src/base/instant.ts";
import type { CapturedPacket } from "../../evidence/evidence.ts";
import { datagrams } from "../../lab/load/datagram.ts";
import { measurePings } from "./pings.ts";
import { pathOf, receivedBytes } from "./path.ts";
import { measureUdp } from "./udp-flow.ts";

const place = { node: "", interface: "x", frame: 1 } as const;
const ends = { from: { address: "10.0.0.1", port: 4000 }, to: { address: "10.0.0.2", port: 5301 } };

const datagram = (stream: number, sequence: number, at: number, direction: "in" | "out"): CapturedPacket => ({
  ...place,
  ...ends,
  direction,
  at: instant(at),
  protocol: "udp",
  payload: datagrams(stream)(sequence).subarray(0, 40),
  length: 1200,
});

/** One in 10 ms: 0.96 Mbit/s. */
const sent = Array.from({ length: 101 }, (_, i) => datagram(1, i, 10 * i, "out"));
const arrive = (delay: (i: number) => number | undefined): CapturedPacket[] =>
  sent.flatMap((packet, i) => {
    const after = delay(i);
    return after === undefined ? [] : [datagram(1, i, packet.at + after, "in")];
  });
const flow = { load: 960_000, stream: 1 };

describe("a stream of datagrams", () => {
  it("has the rate at which it was sent, and that at which it arrived", () => {
    const all = measureUdp(
      flow,
      sent,
      arrive(() => 20),
    );
    expect(all).toMatchObject({ sent: 101, arrived: 101, jitter: 0, latency: { median: 20, p95: 20 } });
    expect(all.offered).toBeCloseTo(960_000);
    expect(all.delivered).toBeCloseTo(960_000);
    // A queue that is emptied at half the rate.
    const slow = measureUdp(
      flow,
      sent,
      arrive((i) => 20 + 10 * i),
    );
    expect(slow.delivered).toBeCloseTo(480_000);
    expect(slow.jitter).toBeCloseTo(10);
    expect(slow.latency).toEqual({ median: 520, p95: 970 });
  });

  it("has lost what did not arrive", () => {
    const half = measureUdp(
      flow,
      sent,
      arrive((i) => (i % 2 === 0 ? 20 : undefined)),
    );
    expect(half).toMatchObject({ sent: 101, arrived: 51, jitter: 0 });
    expect(half.delivered).toBeCloseTo(480_000);
    // Two that arrive together are no 9.6 Mbit/s.
    expect(
      measureUdp(
        flow,
        sent,
        arrive((i) => (i > 98 ? 1 : undefined)),
      ).delivered,
    ).toBeCloseTo(9600);
  });

  it("takes a datagram that comes twice once, and not those of another stream or direction", () => {
    const twice = arrive(() => 20).flatMap((packet) => [packet, { ...packet, at: instant(packet.at + 5) }]);
    const others = [datagram(2, 5, 50, "in"), datagram(1, 5, 1, "out"), datagram(1, 5000, 60, "in")];
    expect(measureUdp(flow, sent, [...others, ...twice])).toMatchObject({
      arrived: 101,
      latency: { median: 20, p95: 20 },
    });
  });

  it("may come out of the interface several at a time", () => {
    const next = datagrams(1);
    const together = sent.flatMap((packet, i): CapturedPacket[] => {
      if (i % 3 !== 2) return [];
      const payload = Buffer.concat([next(i - 2), next(i - 1), next(i)]);
      return [{ ...packet, direction: "in", at: instant(packet.at + 5), payload }];
    });
    const flowed = measureUdp(flow, sent, together);
    expect(flowed).toMatchObject({ sent: 101, arrived: 99, latency: { median: 15, p95: 25 } });
  });

  it("of which nothing arrived has no latency", () => {
    const nothing = measureUdp(flow, sent, []);
    expect(nothing).toMatchObject({ arrived: 0, delivered: 0, latency: undefined });
    expect(nothing).not.toHaveProperty("jitter");
  });
});

const echo = (sequence: number, at: number, request: boolean): CapturedPacket => ({
  ...place,
  ...ends,
  direction: request ? "out" : "in",
  protocol: "icmp",
  payload: new Uint8Array(8),
  at: instant(at),
  echo: { request, id: 1, sequence },
});

it("pings are those that left in time, with answers that may come later", () => {
  const packets = [echo(1, 5, true), echo(1, 25, false), echo(2, 10, true), echo(3, 19, true), echo(3, 79, false), echo(4, 20, true), echo(4, 21, false)]; // prettier-ignore
  const { time, ...counts } = measurePings(packets, { from: 5, until: 20 });
  expect(counts).toEqual({ sent: 3, answered: 2 });
  expect(time).toEqual({ median: 20, p95: 60 });
  expect(measurePings([], { from: 0, until: 9 })).toEqual({ sent: 0, answered: 0, time: undefined });
});

describe("the path of a load", () => {
  it.each([
    [1000, 0, "direct"],
    [1000, 100, "direct"],
    [1000, 1040, "relayed"],
    // More was sent than arrived.
    [1000, 2000, "relayed"],
    [1000, 500, "both"],
    [0, 500, undefined],
  ])("of which %i bytes arrived and %i passed the helper: %s", (arrived, atHelper, path) => {
    expect(pathOf(arrived, atHelper)).toBe(path);
  });

  it("comes from the kernel's counters", () => {
    const text = `Inter-|   Receive  |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes
    lo:     140       2    0    0    0     0          0         0      140
  eth0: 1234567    890    0    0    0     0          0         0    99
`;
    expect(receivedBytes(text, "eth0")).toBe(1_234_567);
    expect(receivedBytes(text, "eth1")).toBe(0);
  });
});
