import { describe, expect, it } from "vitest";
import { instant } from "../../../src/base/instant.ts";
import { concat } from "../../../src/base/bytes.ts";
import { isDamaged } from "../../evidence/capture/damage.ts";
import type { CapturedPacket } from "../../evidence/evidence.ts";
import { packetBytes } from "../../evidence/capture/packet-bytes.ts";
import { fit } from "./mtu.ts";

const [ours, theirs] = [Uint8Array.of(2, 0, 0, 0, 0, 1), Uint8Array.of(2, 0, 0, 0, 0, 2)];
const reported = { bytes: 1280, errors: "sent" } as const;

/** A UDP datagram in an Ethernet frame. */
function frame(size: number, { dontFragment = false, ipv6 = false } = {}): Uint8Array {
  const [from, to] = ipv6 ? ["2001:db8::1", "2001:db8::2"] : ["198.18.1.1", "198.18.2.1"];
  const where = { at: instant(0), node: "a", interface: "eth0", direction: "in", frame: 1 } as const;
  const ends = { from: { address: from, port: 4000 }, to: { address: to, port: 7654 } };
  const payload = Uint8Array.from({ length: size }, (_, i) => i & 0xff);
  const packet: CapturedPacket = { ...where, ...ends, protocol: "udp", payload };
  const bytes = packetBytes(packet, 1).slice(20);
  if (dontFragment) {
    const sum = ((bytes[10]! << 8) | bytes[11]!) - 0x4000;
    bytes[6] = 0x40;
    bytes.set([((sum + (sum < 0 ? 0xffff : 0)) >> 8) & 0xff, (sum + (sum < 0 ? 0xffff : 0)) & 0xff], 10);
  }
  return concat(theirs, ours, Uint8Array.from(ipv6 ? [0x86, 0xdd] : [0x08, 0x00]), bytes);
}

const ip = (bytes: Uint8Array) => bytes.subarray(14);

describe("a frame at a link with an MTU", () => {
  it("fits if its packet is no longer than that, or is not IP", () => {
    expect(fit(frame(1280 - 28, { dontFragment: true }), reported).is).toBe("fits");
    const arp = frame(1400);
    arp.set([0x08, 0x06], 12);
    expect(fit(arp, reported).is).toBe("fits");
  });

  it("is fragmented if it may be, and the fragments are the packet", () => {
    const whole = frame(1372);
    const fitted = fit(whole, reported);
    if (fitted.is !== "fragmented") throw new Error(fitted.is);
    const pieces = fitted.frames.map(ip);
    expect(pieces.map((piece) => [piece.length, (piece[6]! << 8) | piece[7]!])).toEqual([
      [1276, 0x2000],
      [144, 1256 / 8],
    ]);
    expect(concat(...pieces.map((piece) => piece.subarray(20)))).toEqual(ip(whole).subarray(20));
    expect(pieces.some((piece) => isDamaged(piece))).toBe(false);
  });

  it("is refused if it must not be, and its sender hears of the MTU", () => {
    const fitted = fit(frame(1372, { dontFragment: true }), reported);
    if (fitted.is !== "too long" || fitted.answer === undefined) throw new Error(fitted.is);
    const { answer } = fitted;
    expect([answer.subarray(0, 6), answer.subarray(6, 12)]).toEqual([ours, theirs]);
    const error = ip(answer);
    expect([...error.subarray(12, 20)]).toEqual([198, 18, 2, 1, 198, 18, 1, 1]);
    expect([error[20], error[21], (error[26]! << 8) | error[27]!]).toEqual([3, 4, 1280]);
    expect([...error.subarray(28 + 12, 28 + 20)]).toEqual([198, 18, 1, 1, 198, 18, 2, 1]);
    expect(isDamaged(error)).toBe(false);
    expect(fit(frame(1372, { dontFragment: true }), { bytes: 1280, errors: "swallowed" })).toEqual({ is: "too long" });
  });

  it("is always refused over IPv6", () => {
    const fitted = fit(frame(1372, { ipv6: true }), reported);
    if (fitted.is !== "too long" || fitted.answer === undefined) throw new Error(fitted.is);
    const error = ip(fitted.answer);
    expect([error.length, error[6], error[40], (error[46]! << 8) | error[47]!]).toEqual([1280, 58, 2, 1280]);
    expect(isDamaged(error)).toBe(false);
  });

  it("is not answered if it is an error itself", () => {
    const error = frame(1372, { dontFragment: true });
    error[14 + 9] = 1;
    error[14 + 20] = 3;
    expect(fit(error, reported)).toEqual({ is: "too long" });
  });
});
