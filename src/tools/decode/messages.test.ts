import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { concat } from "../../base/bytes.ts";
import { framed } from "../../wire/framing.ts";
import { Messages } from "./messages.ts";
import { Skipped } from "./skipped.ts";
import { ethernet, ipv4, ipv6, tcp, udp } from "./testing/capture.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/**
 * Memory in use. Buffers are freed in the background, a moment after the collection that found them, so this has to
 * be polled.
 */
function heldBytes(): number {
  collect();
  return process.memoryUsage().arrayBuffers;
}

const hello = Buffer.from("hello, said the edge to it");

function read(linkType: number, packets: readonly Uint8Array[], { cut = false, apart = 1000 } = {}) {
  const skipped = new Skipped();
  const messages = new Messages(skipped);
  const sent = packets.flatMap((bytes, i) =>
    messages.in({ number: i + 1, microseconds: i * apart, linkType, bytes, cut }),
  );
  const late = messages.end();
  return { texts: [...sent, ...late].map(({ bytes }) => Buffer.from(bytes).toString()), lines: skipped.lines, lost: skipped.lost }; // prettier-ignore
}

describe("supported link types", () => {
  const ip = ipv4(17, udp(hello));
  const ip6 = ipv6(17, udp(hello));
  const behind = (header: string, packet: Uint8Array) => concat(Buffer.from(header, "hex"), packet);
  it.each([
    ["Ethernet", 1, ethernet("0800", ip)],
    ["Ethernet with IPv6", 1, ethernet("86dd", ip6)],
    ["Ethernet with padding", 1, concat(ethernet("0800", ip), new Uint8Array(9))],
    ["802.1Q", 1, ethernet("8100000a0800", ip)],
    ["802.1ad and 802.1Q", 1, ethernet("88a80064" + "8100000a86dd", ip6)],
    ["old QinQ, three levels", 1, ethernet("91000064" + "8100000a" + "8100000b0800", ip)],
    ["PPPoE", 1, ethernet("8864" + "110000010040" + "0021", ip)],
    ["PPPoE in a VLAN, IPv6", 1, ethernet("81000007" + "8864" + "110000010040" + "0057", ip6)],
    ["BSD loopback, either byte order", 0, behind("02000000", ip)],
    ["BSD loopback, IPv6 of a BSD", 0, behind("0000001e", ip6)],
    ["OpenBSD loopback", 108, behind("00000002", ip)],
    ["raw IP", 101, ip],
    ["raw IP, IPv6", 101, ip6],
    ["raw IP of BSD", 12, ip],
    ["IPv4", 228, ip],
    ["IPv6", 229, ip6],
    ["Linux cooked", 113, behind("0000" + "0001" + "0006" + "0200000000010000" + "0800", ip)],
    ["Linux cooked with a VLAN", 113, behind("0000" + "0001" + "0006" + "0200000000010000" + "8100" + "000a0800", ip)],
    ["Linux cooked 2", 276, behind("86dd" + "0000" + "00000007" + "0001" + "0006" + "0200000000010000", ip6)],
  ])("%s", (_, linkType, packet) => {
    expect(read(linkType, [packet])).toEqual({ texts: [hello.toString()], lines: [], lost: false });
  });

  it("IPv6 extension headers", () => {
    const options = Buffer.from("2b00010400000000" + "3c000000000000001100010400000000", "hex");
    expect(read(101, [ipv6(0, concat(options, udp(hello)))]).texts).toEqual([hello.toString()]);
  });
});

describe("skipped packets are reported", () => {
  it.each([
    [
      "another link",
      127,
      Buffer.alloc(80),
      /^1 packet skipped, no\. 1: link type 127 \(IEEE 802\.11 with radiotap\), which is not read; .*tcpdump -i any$/,
      true,
    ],
    ["ARP", 1, ethernet("0806", Buffer.alloc(28)), /^1 packet without UDP or TCP: 1 ARP$/, false],
    ["MPLS", 1, ethernet("8847", Buffer.alloc(28)), /: 1 MPLS$/, false],
    ["ICMP", 101, ipv4(1, Buffer.alloc(28)), /: 1 ICMP$/, false],
    ["only a header", 1, ethernet("0800", Buffer.of(0x45, 0, 0)), /shorter than its headers/, true],
    [
      "IPv4 that contradicts itself",
      101,
      Buffer.from("4100001e" + "00".repeat(26), "hex"),
      /IPv4 header that contradicts/,
      true,
    ],
    [
      "UDP that contradicts itself",
      101,
      ipv4(17, Buffer.from("0fa01de600ff0000", "hex")),
      /UDP or TCP header that contradicts/,
      true,
    ],
  ])("%s", (_, linkType, packet, line, lost) => {
    const found = read(linkType, [packet]);
    expect(found).toMatchObject({ texts: [], lost });
    expect(found.lines).toEqual([expect.stringMatching(line)]);
  });

  it("packets cut by the snap length, in one line", () => {
    const short = ethernet("0800", ipv4(17, udp(hello))).subarray(0, 50);
    expect(read(1, [short, short, short], { cut: true })).toEqual({
      texts: [],
      lines: ["3 packets skipped, from no. 1 on: cut short by the snap length; capture whole packets: tcpdump -s 0"],
      lost: true,
    });
    expect(read(1, [short.subarray(0, 12)], { cut: true }).lines[0]).toMatch(/snap length/);
  });

  it("not more kinds than fit on a terminal", () => {
    const packets = Array.from({ length: 500 }, (_, i) => ethernet((0x9200 + i).toString(16), hello));
    const { lines } = read(1, packets);
    expect(lines[0]).toMatch(/^40 packets without UDP or TCP: 1 EtherType 0x9200, 1 EtherType 0x9201, /);
    expect(lines).toHaveLength(2);
    expect(lines[1]).toBe("460 more skipped for further reasons");
  });
});

describe("IP fragments", () => {
  const whole = udp(Buffer.from("x".repeat(3000)));
  const parts = [0, 1480, 2960].map((at) => whole.subarray(at, at + 1480));
  const fragments = parts.map((part, i) => ipv4(17, part, { id: 7, fragment: (i < 2 ? 0x2000 : 0) | (i * 185) }));
  const fragments6 = parts.map((part, i) => {
    const head = Buffer.from(`1100${((i * 1480) | (i < 2 ? 1 : 0)).toString(16).padStart(4, "0")}00000007`, "hex");
    return ipv6(44, concat(head, part));
  });

  it.each([
    ["in order", [0, 1, 2]],
    ["backwards", [2, 1, 0]],
    ["twice", [1, 1, 0, 0, 2]],
  ])("are reassembled: %s", (_, order) => {
    for (const all of [fragments, fragments6]) {
      expect(
        read(
          101,
          order.map((i) => all[i]!),
        ),
      ).toEqual({ texts: ["x".repeat(3000)], lines: [], lost: false });
    }
  });

  it("of which one is missing or too late are reported", () => {
    expect(read(101, fragments.slice(0, 2)).lines).toEqual([
      expect.stringMatching(/^1 packet skipped, no\. 1: an IP datagram with missing fragments/),
    ]);
    expect(read(101, fragments, { apart: 40e6 })).toMatchObject({ texts: [], lost: true });
  });

  it("that overlap are dropped", () => {
    const overlapping = ipv4(17, whole.subarray(8, 1488), { id: 7, fragment: 0x2000 | 1 });
    expect(read(101, [fragments[0]!, overlapping, fragments[1]!, fragments[2]!])).toMatchObject({
      texts: [],
      lost: true,
    });
  });

  it("in very large numbers take little memory", async () => {
    const before = heldBytes();
    const skipped = new Skipped();
    const messages = new Messages(skipped);
    for (let i = 0; i < 20_000; i++) {
      const bytes = ipv4(17, new Uint8Array(1400), { id: i & 0xffff, fragment: 0x2000 });
      messages.in({ number: i + 1, microseconds: 0, linkType: 101, bytes, cut: false });
    }
    await expect.poll(() => heldBytes() - before).toBeLessThan(15e6);
    messages.end();
    expect(skipped.lines[0]).toMatch(/^20000 packets skipped, from no\. 1 on: an IP datagram/);
  });
});

describe("a TCP stream", () => {
  const message = (n: number) =>
    concat(Buffer.from("03020001", "hex"), Buffer.from(`message number ${n}, padded`.padEnd(40)));
  const frame = (n: number) => framed(message(n));
  const size = frame(0).length;
  const segment = (n: number) => ipv4(6, tcp(1001 + n * size, frame(n)));
  const opening = ipv4(6, tcp(1000, Buffer.alloc(0), { opens: true }));
  const numbers = (texts: readonly string[]) => texts.map((text) => Number(/number (\d+)/.exec(text)?.[1]));
  const count = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

  it("may arrive out of order and twice, and its SYN again", () => {
    const { texts, lines } = read(101, [opening, ...[0, 3, 2, 2, 1, 0].map(segment), opening, segment(4)]);
    expect(numbers(texts)).toEqual([0, 1, 2, 3, 4]);
    expect(lines).toEqual([]);
  });

  it("may wrap its sequence numbers", () => {
    const near = 0xffff_ff00;
    const packets = count(0, 20).map((n) => ipv4(6, tcp(near + 1 + n * size, frame(n))));
    const { texts, lines } = read(101, [ipv4(6, tcp(near, Buffer.alloc(0), { opens: true })), ...packets]);
    expect(numbers(texts)).toEqual(count(0, 20));
    expect(lines).toEqual([]);
  });

  it(
    "with a segment missing in the capture is read on after it, quickly however long it is",
    { timeout: 60_000 },
    () => {
      const all = 100_000;
      const { texts, lines, lost } = read(101, [opening, ...count(0, 10).map(segment), ...count(11, all).map(segment)]);
      expect(numbers(texts)).toEqual([...count(0, 10), ...count(11, all)]);
      expect(lost).toBe(true);
      expect(lines).toEqual([
        `TCP 10.0.0.1:4000 → 10.0.0.2:7654: ${size} bytes are missing before packet 12; the capture dropped them: a larger buffer helps (tcpdump -B 4096)`,
      ]);
    },
  );

  it("that began before the capture is read from the first segment that begins with a frame", () => {
    const within = ipv4(6, tcp(1001 + 5 * size + 9, frame(5).subarray(9)));
    const { texts, lines } = read(101, [within, ...count(6, 9).map(segment)]);
    expect(numbers(texts)).toEqual([6, 7, 8]);
    expect(lines).toEqual([expect.stringMatching(/: 1 segment skipped, no n2n frame begins there$/)]);
  });

  it("with hidden headers is resynchronised by lengths that add up", () => {
    const hidden = (n: number) => framed(Buffer.alloc(60 + n, 0xe7));
    const at = [0, 62, 125, 189, 254];
    const packets = [0, 2, 3].map((n) => ipv4(6, tcp(1001 + at[n]!, hidden(n))));
    expect(read(101, [opening, ...packets]).texts.map((text) => text.length)).toEqual([60, 62, 63]);
  });

  it("of another program is reported, and does not count as lost", () => {
    const http = Buffer.from("GET / HTTP/1.1\r\nHost: example.org\r\n\r\n");
    const found = read(101, [opening, ipv4(6, tcp(1001, http)), ipv4(6, tcp(1001 + http.length, http))]);
    expect(found).toEqual({ texts: [], lines: ["TCP 10.0.0.1:4000 → 10.0.0.2:7654: 2 segments skipped, it does not speak n2n"], lost: false }); // prettier-ignore
  });

  it("between the same ports again is a new one", () => {
    const again = ipv4(6, tcp(3_000_000_000, Buffer.alloc(0), { opens: true }));
    const packets = [opening, segment(0), again, ipv4(6, tcp(3_000_000_001, frame(1)))];
    expect(numbers(read(101, packets).texts)).toEqual([0, 1]);
    expect(numbers(read(101, [segment(0), ipv4(6, tcp(3_000_000_001, frame(1)))]).texts)).toEqual([0, 1]);
  });

  it("or very many with gaps take little memory", async () => {
    const before = heldBytes();
    const messages = new Messages(new Skipped());
    for (let i = 0; i < 45_000; i++) {
      const from = 1 + (i % 3000);
      const bytes = ipv4(6, tcp(i < 3000 ? 1000 : 5_000_000 - 10 * i, new Uint8Array(1400), { from, opens: i < 3000 }));
      messages.in({ number: i + 1, microseconds: 0, linkType: 101, bytes, cut: false });
    }
    await expect.poll(() => heldBytes() - before).toBeLessThan(45e6);
    messages.end();
  });
});
