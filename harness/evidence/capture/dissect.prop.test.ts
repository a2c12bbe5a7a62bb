import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instant } from "../../../src/base/instant.ts";
import { dissect } from "./dissect.ts";
import type { CapturedPacket } from "../evidence.ts";
import { internetChecksum } from "./internet-checksum.ts";
import { readPcap } from "./pcap.ts";
import { interfaceTable, pcapOf } from "./pcap-writer.ts";

const ipv4 = fc.ipV4();
const ipv6 = fc.constantFrom("::", "::1", "fe80::1", "2001:db8:0:1::2", "2001:db8::ff", "1:2:3:4:5:6:7:8");
const port = fc.nat(0xffff);
const place = {
  at: fc.integer({ min: 0, max: 2 ** 31 - 1 }).chain((s) => fc.nat(999_999).map((us) => instant(s * 1000 + us / 1000))),
  node: fc.constant("alice"),
  interface: fc.constantFrom("eth0", "n2n0", "wan"),
  frame: fc.constant(1),
};
const inOrOut = fc.constantFrom("in" as const, "out" as const);
const bytes = fc.uint8Array({ maxLength: 1400 });

const datagram: fc.Arbitrary<CapturedPacket> = fc.oneof(ipv4, ipv6).chain((source) => {
  const end = fc.record({ address: source.includes(":") ? ipv6 : ipv4, port });
  const from = port.map((value) => ({ address: source, port: value }));
  const common = { ...place, direction: inOrOut, from, to: end, payload: bytes };
  return fc.oneof(
    fc.record({ ...common, protocol: fc.constant("udp" as const) }),
    fc.record({ ...common, protocol: fc.constant("tcp" as const), sequence: fc.nat(2 ** 32 - 1) }),
  );
});

/** RFC 792: over the message, in its bytes 2 and 3. */
function withChecksum(message: readonly number[]): Uint8Array {
  const bytes = Uint8Array.from(message);
  new DataView(bytes.buffer).setUint16(2, internetChecksum(bytes));
  return bytes;
}

const echo: fc.Arbitrary<CapturedPacket> = fc
  .record({
    ...place,
    direction: inOrOut,
    id: port,
    sequence: port,
    request: fc.boolean(),
    from: ipv4,
    to: ipv4,
    body: bytes,
  })
  .map(({ id, sequence, request, from, to, body, ...rest }) => ({
    ...rest,
    protocol: "icmp" as const,
    from: { address: from, port: 0 },
    to: { address: to, port: 0 },
    payload: withChecksum([request ? 8 : 0, 0, 0, 0, id >> 8, id & 255, sequence >> 8, sequence & 255, ...body]),
    echo: { request, id, sequence },
  }));

const linkLevel: fc.Arbitrary<CapturedPacket> = fc.record({
  ...place,
  direction: fc.constant("in" as const),
  overheard: fc.constant(true as const),
  protocol: fc.constantFrom("arp" as const, "other" as const),
  payload: fc.constant(new Uint8Array(0)),
});

describe("dissect", () => {
  it("never throws, whatever the bytes", () => {
    const record = fc.record({ linkType: fc.constantFrom(1, 276, 113), bytes: fc.uint8Array({ maxLength: 120 }) });
    fc.assert(
      fc.property(record, (one) => {
        const packet = dissect({ at: instant(0), frame: 1, ...one }, "alice", new Map());
        expect(["in", "out"]).toContain(packet.direction);
      }),
    );
  });

  it("never throws on damaged IP packets", () => {
    const start = fc.constantFrom([0x08, 0x00], [0x86, 0xdd]);
    fc.assert(
      fc.property(start, fc.uint8Array({ minLength: 18, maxLength: 18 }), bytes, (type, rest, ip) => {
        const whole = Uint8Array.of(...type, ...rest, ...ip);
        dissect({ at: instant(0), frame: 1, linkType: 276, bytes: whole }, "alice", new Map());
      }),
    );
  });

  it("reads back what the writer wrote", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(datagram, echo, linkLevel), { maxLength: 5 }), (list) => {
        const packets = list.map((packet, i) => ({ ...packet, frame: i + 1 }));
        const names = interfaceTable(packets);
        const indexes = new Map([...names].map(([index, name]) => [name, index]));
        const read = readPcap(pcapOf(packets, (name) => indexes.get(name)!)).map((record) =>
          dissect(record, "alice", names),
        );
        expect(read.map(plain)).toEqual(packets.map(plain));
      }),
    );
  });
});

/** Buffers and plain arrays of the same bytes are the same packet. */
const plain = (packet: CapturedPacket) => ({
  ...packet,
  at: packet.at.toFixed(3),
  payload: Array.from(packet.payload),
});

it("makes objects of one shape, whatever was captured", () => {
  const shapes = new Set<string>();
  const one = fc.oneof(datagram, echo, linkLevel);
  fc.assert(
    fc.property(one, (packet) => {
      const names = interfaceTable([packet]);
      const [record] = readPcap(pcapOf([packet], () => 1));
      shapes.add(Object.keys(dissect(record!, packet.node, names)).join(" "));
    }),
  );
  expect([...shapes]).toHaveLength(1);
});
