import { beforeAll, describe, expect, it } from "vitest";
import { ipBytes } from "../../../../base/address/ip.ts";
import { broadcastMac, macAt, writeMac, type Mac } from "../../../../base/address/mac.ts";
import { builtCore, direct, directSocket, ForwarderBench, own, relayed, supernode, ways } from "./testing/bench.ts";
import { noOffload, withVirtio } from "./testing/offload.ts";
import { claimAddress, removePeer } from "./table.ts";

//  Who is asked for an address (RFC 826): everybody, or the peer that has shown or claimed it.

let core: ReturnType<typeof builtCore>;
beforeAll(() => void (core = builtCore()), 60_000);

const ours = "10.0.0.1";
const address = "10.0.0.2";
const stranger = "02:00:00:00:00:07" as Mac;
const headerBytes = 38;

interface Arp {
  readonly operation: "request" | "reply";
  readonly sender: readonly [Mac, string];
  readonly target: string;
  readonly to?: Mac;
  /** Of the Ethernet header; absent = the sender's. */
  readonly from?: Mac;
}

function arp({ operation, sender: [mac, sender], target, to = broadcastMac, from = mac }: Arp): Uint8Array {
  const frame = new Uint8Array(60);
  writeMac(frame, 0, to);
  writeMac(frame, 6, from);
  frame.set([0x08, 0x06, 0, 1, 8, 0, 6, 4, 0, operation === "request" ? 1 : 2], 12);
  writeMac(frame, 22, mac);
  frame.set(ipBytes(sender)!, 28);
  frame.set(ipBytes(target)!, 38);
  return frame;
}

function benchOf(name = "null") {
  const way = ways.find((one) => one.name === name)!;
  const bench = new ForwarderBench(core, way, { routing: false, acceptMulticast: false, groups: true });
  const preamble = way.transform === "null" ? 0 : 16;
  const asks = (frame: Uint8Array) => {
    bench.ports.frames.push(withVirtio(noOffload, frame));
    bench.forwarder.fromTap();
    return bench.ports.sent.splice(0).map(({ to, bytes }) => ({ to, destination: macAt(bytes, 30) }));
  };
  return {
    bench,
    asks,
    /** The bytes of the frame inside, where nothing is sealed. */
    inner: (frame: Uint8Array) => {
      bench.ports.frames.push(withVirtio(noOffload, frame));
      bench.forwarder.fromTap();
      return bench.ports.sent.splice(0).map(({ bytes }) => bytes.subarray(headerBytes + preamble));
    },
    hears: (frame: Uint8Array, from: Mac, to: Mac = broadcastMac) => {
      const way = to === broadcastMac || from !== direct ? {} : undefined;
      const bytes = bench.packet(frame, from, to, way);
      bench.ports.datagrams.push({ from: way === undefined ? directSocket : supernode, bytes });
      while (bench.forwarder.fromNetwork());
      return bench.ports.written.splice(0).length;
    },
  };
}

const question = arp({ operation: "request", sender: [own, ours], target: address });
const shows = (mac: Mac, ip = address) => arp({ operation: "request", sender: [mac, ip], target: "10.0.0.9" });
const answer = (mac: Mac) => arp({ operation: "reply", sender: [mac, address], target: ours, to: own });
const everybody = [{ to: supernode, destination: broadcastMac }];

describe.each(["null", "AES-128", "ChaCha20", "hidden headers, AES"])("a question for an address: %s", (name) => {
  const isHidden = name.startsWith("hidden");

  it("goes to everybody while nobody has shown it", () => {
    const { asks, bench } = benchOf(name);
    const [sent, ...more] = asks(question);
    expect(sent!.to).toEqual(supernode);
    expect(more).toEqual([]);
    expect(bench.counters.datagramsOut).toBe(1);
  });

  it("goes straight to the peer that has shown it", () => {
    const { asks, hears } = benchOf(name);
    expect(hears(shows(direct), direct)).toBe(1);
    const [sent, ...more] = asks(question);
    expect(sent!.to).toEqual(directSocket);
    if (!isHidden) expect(sent!.destination).toBe(direct);
    expect(more).toEqual([]);
  });
});

describe("a question for an address", () => {
  it("is the same as for everybody but for its destination", () => {
    const { hears, inner } = benchOf();
    const before = inner(question)[0]!;
    hears(shows(direct), direct);
    const [alone] = inner(question);
    expect(macAt(alone!, 0)).toBe(direct);
    expect([...alone!.subarray(6)]).toEqual([...before.subarray(6)]);
  });

  it("goes by way of the supernode to a peer that is reached so", () => {
    const { asks, hears } = benchOf();
    hears(shows(relayed), relayed);
    expect(asks(question)).toEqual([{ to: supernode, destination: relayed }]);
  });

  it("goes to everybody again until the peer has shown it again", () => {
    const { asks, hears } = benchOf();
    const straight = [{ to: directSocket, destination: direct }];
    hears(shows(direct), direct);
    expect([asks(question), asks(question), asks(question)]).toEqual([straight, everybody, everybody]);
    hears(answer(direct), direct, own);
    expect([asks(question), asks(question)]).toEqual([straight, everybody]);
  });

  it("goes to who showed it last", () => {
    const { asks, hears } = benchOf();
    hears(shows(direct), direct);
    hears(shows(relayed), relayed);
    expect(asks(question)).toEqual([{ to: supernode, destination: relayed }]);
  });

  it("goes to everybody when the peer has no place in the table: a frame for it would have to wait for the program", () => {
    const { bench, asks, hears } = benchOf();
    hears(shows(direct), direct);
    removePeer(bench.core, direct);
    expect(asks(question)).toEqual(everybody);
  });

  it.each<[string, Uint8Array]>([
    ["another address", arp({ operation: "request", sender: [own, ours], target: "10.0.0.3" })],
    ["one that has the same place", arp({ operation: "request", sender: [own, ours], target: "10.0.4.2" })],
    ["whether it is free (RFC 5227)", arp({ operation: "request", sender: [own, "0.0.0.0"], target: address })],
    ["nothing: it tells that it is ours", arp({ operation: "request", sender: [own, address], target: address })],
    ["a station behind us", arp({ operation: "request", sender: [stranger, ours], target: address })],
    ["nothing: an answer to everybody", arp({ operation: "reply", sender: [own, ours], target: address })],
  ])("goes to everybody when it is for %s", (_, frame) => {
    const { asks, hears } = benchOf();
    hears(shows(direct), direct);
    expect(asks(frame)).toEqual(everybody);
  });

  it.each<[string, Uint8Array, Mac]>([
    ["speaks for another station", shows(stranger), direct],
    ["has no address yet", shows(direct, "0.0.0.0"), direct],
    ["is cut short", shows(direct).subarray(0, 41), direct],
    ["is of another protocol", shows(direct).map((byte, at) => (at === 13 ? 7 : byte)), direct],
  ])("goes to everybody when the frame that showed it %s", (_, frame, from) => {
    const { asks, hears } = benchOf();
    expect(hears(frame, from)).toBe(1);
    expect(asks(question)).toEqual(everybody);
  });

  it("goes straight to a peer that claims it, once", () => {
    const { bench, asks } = benchOf();
    claimAddress(bench.core, direct, address);
    const straight = [{ to: directSocket, destination: direct }];
    expect([asks(question), asks(question)]).toEqual([straight, everybody]);
  });

  it("goes to no other that claims it, however often, before a frame has shown who has it", () => {
    const { bench, asks, hears } = benchOf();
    claimAddress(bench.core, relayed, address);
    asks(question);
    for (const peer of [relayed, direct, relayed]) {
      claimAddress(bench.core, peer, address);
      claimAddress(bench.core, peer, "10.0.4.2");
      expect(asks(question)).toEqual(everybody);
    }
    hears(answer(direct), direct, own);
    expect(asks(question)).toEqual([{ to: directSocket, destination: direct }]);
  });

  it("goes to who has shown it, or claimed it first, whoever claims it later", () => {
    const { bench, asks, hears } = benchOf();
    claimAddress(bench.core, direct, address);
    claimAddress(bench.core, relayed, address);
    expect(asks(question)).toEqual([{ to: directSocket, destination: direct }]);
    hears(shows(direct), direct);
    claimAddress(bench.core, relayed, address);
    expect(asks(question)).toEqual([{ to: directSocket, destination: direct }]);
  });

  it.each(["0.0.0.0", "2001:db8::1"])("goes to everybody when what was claimed is %s", (claim) => {
    const { bench, asks } = benchOf();
    claimAddress(bench.core, direct, claim);
    expect(asks(question)).toEqual(everybody);
  });

  it("goes to everybody when who showed it has another key", () => {
    const { bench, asks } = benchOf("AES-128");
    const bytes = bench.packet(shows(direct), direct, broadcastMac, {});
    bytes[headerBytes + 2]! ^= 1;
    bench.ports.datagrams.push({ from: supernode, bytes });
    bench.forwarder.fromNetwork();
    expect(asks(question)).toEqual(everybody);
  });
});
