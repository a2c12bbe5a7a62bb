import { describe, expect, it } from "vitest";
import { ipv4Word } from "../../../../base/address/ipv4-word.ts";
import { RingReader, ringBytes, RingWriter } from "./up-ring.ts";

const name = (address: string, port: number) => {
  const view = new DataView(new ArrayBuffer(16));
  view.setUint16(2, port);
  view.setUint32(4, ipv4Word(address)!, true);
  return view;
};

function ring() {
  const shared = new SharedArrayBuffer(ringBytes);
  return { writer: new RingWriter(shared), reader: new RingReader(shared) };
}

describe("the ring of datagrams for the machine", () => {
  it("keeps their order and addresses, round after round", () => {
    const { writer, reader } = ring();
    for (let i = 0; i < 5000; i++) {
      writer.put(Uint8Array.of(i, i >> 8), name("192.0.2.1", 40_000), i % 2 ? ipv4Word("198.51.100.7")! : 0, false);
      expect(reader.take(7654)).toEqual([
        {
          remote: { address: "192.0.2.1", port: 40_000 },
          ...(i % 2 && { local: { address: "198.51.100.7", port: 7654 } }),
          bytes: Uint8Array.of(i, i >> 8),
        },
      ]);
    }
  });

  it("has room for others if one source floods it, and for that one again once it is read", () => {
    const { writer, reader } = ring();
    const flood = name("203.0.113.66", 1);
    const taken = Array.from({ length: 2000 }, () => writer.put(Uint8Array.of(0), flood, 0, true)).filter(Boolean);
    expect(taken).toHaveLength(256);
    expect(writer.put(Uint8Array.of(1), name("192.0.2.1", 2), 0, true)).toBe(true);
    for (const count of [64, 64, 64, 64, 1]) expect(reader.take(7654)).toHaveLength(count);
    expect(writer.put(Uint8Array.of(0), flood, 0, true)).toBe(true);
  });

  it("has room for registered edges if any number of strangers floods it", () => {
    const { writer } = ring();
    const flood = (isKnown: boolean) =>
      Array.from({ length: 3000 }, (_, i) =>
        writer.put(Uint8Array.of(0), name(`192.0.${i % 250}.${(i * 7) % 250}`, 1), 0, isKnown),
      ).filter(Boolean);
    expect(flood(false)).toHaveLength(1024);
    expect(flood(true)).toHaveLength(1024);
    expect(flood(true)).toHaveLength(0);
  });

  it("cuts datagrams longer than any message", () => {
    const { writer, reader } = ring();
    writer.put(new Uint8Array(60_000), name("192.0.2.1", 1), 0, false);
    expect(reader.take(1)[0]!.bytes).toHaveLength(2048);
  });
});
