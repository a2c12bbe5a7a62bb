import fc from "fast-check";
import { writeMac, type Mac } from "../../../../../base/address/mac.ts";
import { networkOf, noOffload, ones, put16, setTransportChecksum, type Virtio } from "./offload.ts";

//  Frames of every kind that a host may send.

export interface FrameSpec {
  readonly to: Mac;
  readonly from: Mac;
  readonly six: boolean;
  readonly vlans: number;
  readonly source: string;
  readonly destination: string;
  readonly protocol: "tcp" | "udp" | "icmp";
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly tcpFlags: number;
  readonly window: number;
  /** 32-bit words of options, each. */
  readonly ipOptions: number;
  readonly tcpOptions: number;
  /** The IPv4 word with "don't fragment", "more fragments" and the offset. */
  readonly fragment: number;
  readonly identification: number;
  readonly ttl: number;
  readonly payload: Uint8Array;
  readonly rightChecksum: boolean;
}

export function buildFrame(spec: FrameSpec): Uint8Array {
  const protocol = { tcp: 6, udp: 17, icmp: 1 }[spec.protocol];
  const network = 14 + 4 * spec.vlans;
  const transport = network + (spec.six ? 40 : 20 + 4 * spec.ipOptions);
  const l4 = { tcp: 20 + 4 * spec.tcpOptions, udp: 8, icmp: 8 }[spec.protocol];
  const frame = new Uint8Array(transport + l4 + spec.payload.length);
  const view = new DataView(frame.buffer);
  writeMac(frame, 0, spec.to);
  writeMac(frame, 6, spec.from);
  for (let i = 0; i < spec.vlans; i++) view.setUint32(12 + 4 * i, 0x8100_0064);
  put16(frame, network - 2, spec.six ? 0x86dd : 0x0800);
  frame.set(spec.payload, transport + l4);
  if (spec.six) {
    view.setUint32(network, 0x6000_0000);
    put16(frame, network + 4, frame.length - transport);
    frame.set([protocol, spec.ttl], network + 6);
    frame.set([0xfd, ...new Uint8Array(11), ...octets(spec.source)], network + 8);
    frame.set([0xfd, ...new Uint8Array(11), ...octets(spec.destination)], network + 24);
  } else {
    frame[network] = 0x45 + spec.ipOptions;
    put16(frame, network + 2, frame.length - network);
    put16(frame, network + 4, spec.identification);
    put16(frame, network + 6, spec.fragment);
    frame.set([spec.ttl, protocol], network + 8);
    frame.set([...octets(spec.source), ...octets(spec.destination)], network + 12);
    frame.fill(1, network + 20, transport);
    put16(frame, network + 10, ~ones(frame.subarray(network, transport)) & 0xffff);
  }
  put16(frame, transport, spec.sourcePort);
  put16(frame, transport + 2, spec.destinationPort);
  if (spec.protocol === "tcp") {
    view.setUint32(transport + 4, spec.sequence);
    view.setUint32(transport + 8, spec.acknowledgement);
    frame[transport + 12] = (5 + spec.tcpOptions) << 4;
    frame[transport + 13] = spec.tcpFlags;
    put16(frame, transport + 14, spec.window);
    frame.fill(1, transport + 20, transport + l4);
  } else if (spec.protocol === "udp") {
    put16(frame, transport + 4, frame.length - transport);
  }
  if (spec.protocol !== "icmp" && spec.rightChecksum) setTransportChecksum(frame, network, transport, protocol);
  return frame;
}

/** Mostly alike, so that flows form. */
export function arbitraryFrame(addresses: Pick<FrameSpec, "to" | "from">, payloadMax: number): fc.Arbitrary<FrameSpec> {
  const mostly = <T>(value: T, other: fc.Arbitrary<T>) =>
    fc.oneof({ arbitrary: fc.constant(value), weight: 6 }, { arbitrary: other, weight: 1 });
  return fc.record({
    to: fc.constant(addresses.to),
    from: fc.constant(addresses.from),
    six: fc.boolean(),
    vlans: mostly(0, fc.integer({ min: 0, max: 2 })),
    source: fc.constant("10.0.0.1"),
    destination: mostly("10.0.0.2", fc.constant("10.0.0.77")),
    protocol: mostly<FrameSpec["protocol"]>("tcp", fc.constantFrom("udp", "icmp")),
    sourcePort: fc.constantFrom(1000, 2000),
    destinationPort: fc.constant(5201),
    sequence: mostly(0xffff_fff0, fc.nat(0xffff_ffff)),
    acknowledgement: mostly(7, fc.nat(0xffff_ffff)),
    tcpFlags: mostly(0x10, fc.constantFrom(0x18, 0x11, 0x02, 0x90, 0x50, 0x99)),
    window: mostly(500, fc.nat(0xffff)),
    ipOptions: mostly(0, fc.integer({ min: 0, max: 10 })),
    tcpOptions: mostly(3, fc.integer({ min: 0, max: 10 })),
    fragment: mostly(0x4000, fc.constantFrom(0, 0x2000, 0x0010, 0x8000)),
    identification: fc.nat(0xffff),
    ttl: mostly(64, fc.nat(255)),
    payload: fc.oneof(
      { arbitrary: fc.uint8Array({ minLength: 1, maxLength: 80 }), weight: 2 },
      { arbitrary: fc.nat(payloadMax).map((length) => pattern(length)), weight: 3 },
      { arbitrary: fc.constant(pattern(1200)), weight: 2 },
    ),
    rightChecksum: mostly(true, fc.constant(false)),
  });
}

/** A frame as passed by a host before segmentation; `size` 0 = only its checksum is missing. */
export function offloaded(spec: FrameSpec, size: number): { header: Virtio; frame: Uint8Array } {
  const frame = buildFrame(spec);
  if (spec.protocol === "icmp" || (spec.fragment & 0x3fff) !== 0) return { header: noOffload, frame };
  const network = networkOf(frame);
  const start = network + (spec.six ? 40 : 20 + 4 * spec.ipOptions);
  const offset = spec.protocol === "udp" ? 6 : 16;
  const kind = size === 0 ? 0 : spec.protocol === "udp" ? 5 : spec.six ? 4 : 1;
  // CHECKSUM_PARTIAL: the pseudo header's sum is in the checksum field.
  put16(frame, start + offset, 0);
  const addresses = spec.six ? frame.subarray(network + 8, network + 40) : frame.subarray(network + 12, network + 20);
  const length = frame.length - start;
  const tail = Uint8Array.from([0, spec.protocol === "udp" ? 17 : 6, length >> 8, length & 0xff]);
  put16(frame, start + offset, ones(Buffer.concat([addresses, tail])));
  const headerLength = kind === 0 ? 0 : start + (spec.protocol === "udp" ? 8 : 20 + 4 * spec.tcpOptions);
  return { header: { flags: 1, kind, headerLength, size, start, offset }, frame };
}

export const pattern = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 31 + length) & 0xff);

const octets = (address: string): number[] => address.split(".").map(Number);
