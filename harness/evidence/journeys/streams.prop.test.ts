import fc from "fast-check";
import { expect, it } from "vitest";
import { instant } from "../../../src/base/instant.ts";
import { planAddresses } from "../../topology/plan/plan-addresses.ts";
import { twoHomes } from "../../../topologies/two-homes.ts";
import { nat } from "../../topology/nat/nat.ts";
import type { CapturedPacket } from "../evidence.ts";
import { followStreams } from "./streams.ts";
import { wiringOf } from "./wiring.ts";

const topology = twoHomes({ natA: nat.symmetric, natB: nat.portRestricted });
const addresses = planAddresses(topology);
const wiring = wiringOf(topology, addresses, new Set(["sn", "alice", "bob", "homeA", "homeB", "internet"]));
const inside = addresses.interfaces.find(({ node }) => node === "alice")!.addresses[0]!.address;
const outside = addresses.publicAddresses["alice"]![0]!;
const sn = { address: addresses.publicAddresses["sn"]![0]!, port: 443 };

/** Lengths that a stream is cut into. */
const cuts = fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 8 });

function segmentsOf(stream: Uint8Array, lengths: readonly number[], at: number, initial: number): CapturedPacket[] {
  const all: CapturedPacket[] = [];
  for (let begin = 0, i = 0; begin < stream.length; i++) {
    const payload = stream.subarray(begin, begin + lengths[i % lengths.length]!);
    const sequence = (initial + begin) >>> 0;
    const ends = { from: { address: inside, port: 5000 }, to: sn };
    all.push({ at: instant(at + i), node: "alice", interface: "eth0", direction: "out", protocol: "tcp", ...ends, payload, sequence, frame: i }); // prettier-ignore
    begin += payload.length;
  }
  return all;
}

const received = (segment: CapturedPacket): CapturedPacket => ({
  ...segment,
  node: "sn",
  direction: "in",
  from: { address: outside, port: 40_001 },
});

it("finds the segment that first carried the last byte, however the stream was cut on its way", () => {
  const stream = fc.uint8Array({ minLength: 8, maxLength: 4000 });
  fc.assert(
    fc.property(stream, cuts, cuts, fc.nat(2 ** 32 - 1), fc.nat(), (bytes, here, there, initial, again) => {
      const sent = segmentsOf(bytes, here, 1000, initial);
      const repeated = { ...sent[again % sent.length]!, at: instant(1500) };
      const came = segmentsOf(bytes, there, 2000, initial).map(received);
      const captures = [
        { node: "alice", dropped: 0, packets: [...sent, repeated] },
        { node: "sn", dropped: 0, packets: came },
      ];
      const journeys = followStreams({ captures, addresses }, wiring);
      let end = 0;
      for (const arrival of came) {
        end += arrival.payload.length;
        let before = 0;
        const carrier = sent.find(({ payload }) => (before += payload.length) >= end);
        const [last] = journeys.get(arrival)!;
        expect(last!.hops).toEqual([carrier, arrival]);
        expect(last!.end).toEqual({ is: "delivered", node: "sn" });
      }
    }),
  );
});

it("follows nothing that only has the numbers of another connection", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 100, maxLength: 400 }), fc.nat(99), (bytes, position) => {
      const sent = segmentsOf(bytes, [100], 1000, 7);
      const other = bytes.map((byte, i) => (i === position ? byte ^ 1 : byte));
      const came = segmentsOf(other, [100], 2000, 7).map(received);
      const captures = [
        { node: "alice", dropped: 0, packets: sent },
        { node: "sn", dropped: 0, packets: came },
      ];
      expect(followStreams({ captures, addresses }, wiring).size).toBe(0);
    }),
  );
});
