import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instant } from "../../../src/base/instant.ts";
import type { CapturedPacket } from "../evidence.ts";
import { isDamaged } from "./damage.ts";
import { packetBytes } from "./packet-bytes.ts";

const linkBytes = 20;

function datagram(
  payload: Uint8Array,
  [from, to]: readonly [string, string] = ["192.168.1.101", "198.18.3.1"],
): Uint8Array {
  const ends = { from: { address: from, port: 4000 }, to: { address: to, port: 7654 } };
  const where = { at: instant(0), node: "a", interface: "eth0", direction: "in", frame: 1 } as const;
  const packet: CapturedPacket = { ...where, ...ends, protocol: "udp", payload };
  return packetBytes(packet, 1).subarray(linkBytes);
}

const flipped = (packet: Uint8Array, bit: number): Uint8Array => {
  const copy = new Uint8Array(packet);
  copy[bit >> 3]! ^= 0x80 >> (bit & 7);
  return copy;
};

describe("a wrong checksum", () => {
  it("is that of every packet with one wrong bit behind the IP header, and of none without", () => {
    const addresses = fc.constantFrom<readonly [string, string]>(
      ["192.168.1.101", "198.18.3.1"],
      ["2001:db8::1", "2001:db8:1::7"],
    );
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 60 }),
        addresses,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (payload, ends, choice) => {
          const whole = datagram(payload, ends);
          expect(isDamaged(whole)).toBe(false);
          const header = ends[0].includes(":") ? 40 : 20;
          const bits = (whole.length - header) * 8;
          const bit = header * 8 + Math.min(bits - 1, Math.floor(choice * bits));
          const wrong = flipped(whole, bit);
          // Zero in UDP over IPv4 means that there is none (RFC 768).
          if ((wrong[header + 6]! | wrong[header + 7]!) !== 0) expect(isDamaged(wrong)).toBe(true);
        },
      ),
    );
  });

  it("is not one that a network card would have finished", () => {
    const packet = datagram(Uint8Array.of(1, 2, 3));
    let sum = 17 + (packet.length - 20);
    for (let at = 12; at < 20; at += 2) sum += (packet[at]! << 8) | packet[at + 1]!;
    while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
    packet.set([sum >> 8, sum & 0xff], 26);
    expect(isDamaged(packet)).toBe(false);
    expect(isDamaged(flipped(packet, 26 * 8 + 3))).toBe(true);
  });

  it("is not known of fragments and of packets cut short", () => {
    const packet = flipped(datagram(new Uint8Array(40)), 60 * 8);
    expect(isDamaged(packet)).toBe(true);
    expect(isDamaged(packet.subarray(0, 50))).toBe(false);
    expect(isDamaged(new Uint8Array(0))).toBe(false);
  });
});
