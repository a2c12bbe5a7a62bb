import { beforeAll, describe, expect, it } from "vitest";
import type { Endpoint } from "../../../../base/address/endpoint.ts";
import { broadcastMac, writeMac, type Mac } from "../../../../base/address/mac.ts";
import {
  builtCore,
  direct,
  directSocket,
  strangerSocket,
  ForwarderBench,
  own,
  relayed,
  supernode,
  ways,
} from "./testing/bench.ts";
import { noOffload, withVirtio } from "./testing/offload.ts";
import { removePeer, setPeer, setRules, TrafficReader } from "./table.ts";

const plain = ways.find(({ name }) => name === "null")!;
const aes = ways.find(({ name }) => name === "AES-128")!;
const rules = { routing: false, acceptMulticast: true, groups: true };

let core: ReturnType<typeof builtCore>;
beforeAll(() => void (core = builtCore()), 60_000);

/** A frame of an unknown protocol. */
function frame(to: Mac, from: Mac): Uint8Array {
  const bytes = new Uint8Array(60);
  writeMac(bytes, 0, to);
  writeMac(bytes, 6, from);
  bytes.set([0x88, 0xb5], 12);
  return bytes;
}

function benchOf(way = plain) {
  const bench = new ForwarderBench(core, way, rules);
  const reader = new TrafficReader(bench.core);
  return {
    bench,
    reader,
    receives: (from: Endpoint, bytes: Uint8Array) => {
      bench.ports.datagrams.push({ from, bytes });
      bench.forwarder.fromNetwork();
    },
    sends: (to: Mac) => {
      bench.ports.frames.push(withVirtio(noOffload, frame(to, own)));
      bench.forwarder.fromTap();
    },
  };
}

describe("rules", () => {
  it("without them everything goes to the machine, and with them again nothing that the table knows", () => {
    const { bench, sends } = benchOf();
    const up = () => bench.forwarder.takeUp()?.frames.length ?? 0;
    sends(direct);
    expect(up()).toBe(0);
    setRules(bench.core, undefined);
    for (const to of [direct, relayed, broadcastMac]) sends(to);
    expect(up()).toBe(3);
    setRules(bench.core, bench.rules);
    for (const to of [direct, relayed, broadcastMac]) sends(to);
    expect(up()).toBe(0);
  });
});

describe("what the machine learns about its peers", () => {
  it("is the frames sent to each, reported once", () => {
    const { reader, sends } = benchOf();
    for (const to of [direct, direct, relayed, broadcastMac]) sends(to);
    expect(reader.take()).toEqual([
      { peer: direct, sent: 2, direct: 0, relayed: 0 },
      { peer: relayed, sent: 1, direct: 0, relayed: 0 },
      { peer: broadcastMac, sent: 1, direct: 0, relayed: 0 },
    ]);
    expect(reader.take()).toEqual([]);
    sends(direct);
    expect(reader.take()).toEqual([{ peer: direct, sent: 1, direct: 0, relayed: 0 }]);
  });

  it("is the socket from which a direct peer was heard", () => {
    const { bench, reader, receives } = benchOf();
    receives(directSocket, bench.packet(frame(own, direct), direct, own));
    expect(reader.take()).toEqual([{ peer: direct, sent: 0, direct: 1, relayed: 0, heardFrom: directSocket }]);
  });

  it("is the peer's socket reported by a supernode", () => {
    const { bench, reader, receives } = benchOf();
    receives(supernode, bench.packet(frame(own, relayed), relayed, own, { socket: strangerSocket }));
    expect(reader.take()).toEqual([{ peer: relayed, sent: 0, direct: 0, relayed: 1, mentioned: strangerSocket }]);
  });

  it("is its broadcasts, separately from frames for us", () => {
    const { bench, reader, receives } = benchOf();
    receives(supernode, bench.packet(frame(broadcastMac, relayed), relayed, broadcastMac, {}));
    expect(reader.take()).toEqual([{ peer: relayed, sent: 0, direct: 0, relayed: 0, overheard: 1 }]);
  });

  it("is that it uses another key", () => {
    const { bench, reader, receives } = benchOf(aes);
    const packet = bench.packet(frame(own, direct), direct, own);
    packet[40]! ^= 1;
    receives(directSocket, packet);
    expect(reader.take()).toEqual([{ peer: direct, sent: 0, direct: 0, relayed: 0, unsealed: true }]);
  });

  it("is under the name of the one that has its place now, and from where that one is heard", () => {
    const { bench, reader, receives } = benchOf();
    const heardAt = (from: Endpoint, peer: Mac) => {
      setPeer(bench.core, peer, from);
      receives(from, bench.packet(frame(own, peer), peer, own));
      return reader.take();
    };
    const once = { sent: 0, direct: 1, relayed: 0 };
    expect(heardAt(directSocket, direct)).toEqual([{ peer: direct, ...once, heardFrom: directSocket }]);
    const otherPort = { ...directSocket, port: directSocket.port + 1 };
    expect(heardAt(otherPort, direct)).toEqual([{ peer: direct, ...once, heardFrom: otherPort }]);
    expect(heardAt(strangerSocket, direct)).toEqual([{ peer: direct, ...once, heardFrom: strangerSocket }]);
    removePeer(bench.core, direct);
    const another = "02:00:00:00:00:07" as Mac;
    expect(heardAt(strangerSocket, another)).toEqual([{ peer: another, ...once, heardFrom: strangerSocket }]);
  });

  it("is nothing about one that was removed meanwhile", () => {
    const { bench, reader, sends } = benchOf();
    sends(direct);
    removePeer(bench.core, direct);
    expect(reader.take()).toEqual([]);
  });
});
