import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { after, milliseconds, seconds, type Duration } from "../../../../base/instant.ts";
import { seededRandom } from "../../../../base/random.ts";
import { headerCipher } from "../../../../seal/header.ts";
import { isLater, StampIssuer } from "../../../../seal/stamps/stamp.ts";
import { StampWindow } from "../../../../seal/stamps/window.ts";
import { encode } from "../../../../wire/codec.ts";
import { noIpNet } from "../../../../base/address/endpoint.ts";
import {
  builtCore,
  community,
  direct,
  directSocket,
  strangerSocket,
  ForwarderBench,
  now,
  own,
  relayed,
  stranger,
  supernode,
  type Way,
} from "./testing/bench.ts";
import { pattern } from "./testing/frames.ts";
import { noOffload, withVirtio } from "./testing/offload.ts";
import { drops } from "./table.ts";
import type { FieldText } from "../../../../wire/message.ts";

const way: Way = { name: "-H", transform: "null", key: "", hidden: true };
const cipher = headerCipher(Buffer.from(community.padEnd(20, "\0"), "latin1"), seededRandom(1));

let core: ReturnType<typeof builtCore>;
let bench: ForwarderBench;
let issuer: StampIssuer;
beforeAll(() => void (core = builtCore()), 60_000);
beforeEach(() => {
  bench = new ForwarderBench(core, way, { routing: true, acceptMulticast: false });
  issuer = new StampIssuer();
});

const frame = (to: string) => {
  const bytes = pattern(100);
  bytes.set(to.split(":").map((part) => parseInt(part, 16)));
  bytes.set([0x88, 0xb5], 12);
  return bytes;
};

const arrive = (bytes: Uint8Array, from = directSocket) => {
  bench.ports.datagrams.push({ from, bytes });
  while (bench.forwarder.fromNetwork());
};

const at = (bytes: Uint8Array, offset: Duration) =>
  cipher.seal(cipher.open(bytes)!.packet, new StampIssuer().issue(after(now, offset)));
const up = () => (bench.forwarder.takeUp()?.datagrams ?? []).map(({ bytes, fresh }) => ({ bytes, fresh }));
const register = (source = direct) => {
  const fields = { cookie: 1, source, destination: own, address: noIpNet, description: "" as FieldText } as const;
  const message = { type: "REGISTER", ttl: 2, fromSupernode: false, community, ...fields } as const;
  return cipher.seal(encode(message), issuer.issue(now));
};

describe("hidden headers in the forwarder", () => {
  it("are accepted once, however late the copy is", () => {
    const bytes = bench.packet(frame(own), direct, own);
    for (let i = 0; i < 3; i++) arrive(bytes);
    expect(bench.ports.written).toHaveLength(1);
    expect(drops(bench.core)).toMatchObject({ replayed: 2, header: 0 });
  });

  it("are accepted once, also if the machine accepted them", () => {
    const bytes = bench.packet(frame(own), direct, own);
    bench.stamps.direct.admit(cipher.open(bytes)!.stamp, now, true);
    arrive(bytes);
    expect(bench.ports.written).toEqual([]);
  });

  it("of a wrong clock, or late by more than 160 ms, are refused", () => {
    const bytes = bench.packet(frame(own), direct, own);
    arrive(at(bytes, seconds(-17)));
    arrive(at(bytes, seconds(17)));
    expect(bench.ports.written).toEqual([]);
    for (const late of [0, -100, -170]) arrive(at(bytes, milliseconds(late)));
    expect(bench.ports.written).toHaveLength(2);
  });

  it("of datagrams modified after the header are refused, and their peer does not count as heard", () => {
    const bytes = bench.packet(frame(own), direct, own);
    for (let i = 38; i < bytes.length; i++) {
      const changed = Uint8Array.from(bytes);
      changed[i]! ^= 1;
      arrive(changed);
    }
    expect(bench.ports.written).toEqual([]);
    expect([drops(bench.core).header, bench.core.call.dirtyCount()]).toEqual([bytes.length - 38, 0]);
  });

  it("go up as received if only the machine has their sender's stamps, or if their position changes", () => {
    const ups = [
      [bench.packet(frame(own), relayed, own, {}), strangerSocket],
      [bench.packet(frame(own), stranger, own), directSocket],
      [register(stranger), strangerSocket],
    ] as const;
    for (const [bytes, from] of ups) arrive(bytes, from);
    expect(up()).toEqual(ups.map(([bytes]) => ({ bytes, fresh: undefined })));
  });

  it("that go up are checked in the order of the wire, once", () => {
    const bytes = register();
    arrive(bytes);
    arrive(bench.packet(frame(own), direct, own));
    arrive(bytes);
    expect(up()).toEqual([
      { bytes, fresh: true },
      { bytes, fresh: undefined },
    ]);
    expect(new StampWindow().admit(cipher.open(bytes)!.stamp, now, false)).toBe("fresh");
  });

  it("of the machine's datagrams get a stamp later than all sent before", () => {
    const early = register();
    bench.ports.frames.push(withVirtio(noOffload, frame(direct)), withVirtio(noOffload, frame(relayed)));
    bench.forwarder.fromTap();
    const stamps = bench.ports.sent.map(({ bytes }) => cipher.open(bytes)!.stamp);
    expect(bench.ports.sent.map(({ to }) => to)).toEqual([directSocket, supernode]);
    const { packet, stamp } = cipher.open(bench.forwarder.hidden!.restamp(early))!;
    expect(stamps.every((one) => isLater(stamp, one))).toBe(true);
    expect(packet).toEqual(cipher.open(early)!.packet);
    expect(bench.forwarder.hidden!.restamp(pattern(50))).toEqual(pattern(50));
  });
});
