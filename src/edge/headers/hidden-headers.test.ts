import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { after, milliseconds } from "../../base/instant.ts";
import { seededRandom } from "../../base/random.ts";
import { headerCipher } from "../../seal/header.ts";
import { stampAt } from "../../seal/stamps/stamp.ts";
import { padded } from "../../wire/fields/text.ts";
import { spec as wireSpec } from "../../wire/spec.ts";
import { encode } from "../../wire/codec.ts";
import type { FieldText, Message } from "../../wire/message.ts";
import {
  bobAnnounced,
  packetsSentTo,
  bobIsDirect,
  frameForBob,
  bobNet,
  bobPacket,
  bobFrame,
  probes,
  directRank,
  bobRegisters,
  aliceSendsFrame,
} from "../testing/bob.ts";
import { Rig, alice, bob, bobWan, edgeCommunity, supernode } from "../replay/rig.ts";

const hidden = { headerEncryption: true } as const;

/** Bob's datagram as it is on the wire, to be replayed. */
function fromBob(rig: Rig): Uint8Array {
  const message: Message = { ttl: 2, fromSupernode: false, community: edgeCommunity, ...bobPacket, payload: bobFrame };
  return rig.headers.seal(message, rig.now);
}

const arrive = (rig: Rig, bytes: Uint8Array, from = bobWan) => rig.feed({ kind: "datagram", from, bytes });

describe("hidden headers", () => {
  it("hide everything that is sent, from start to stop", () => {
    const rig = new Rig(hidden).feed({ kind: "start" }).acknowledge();
    aliceSendsFrame(rig);
    bobRegisters(rig, bobWan);
    rig.ack(bobWan, directRank);
    expect(rig.path(bob)).toBe("direct");
    aliceSendsFrame(rig);
    expect(packetsSentTo(rig).at(-1)).toEqual(bobWan);
    rig.feed({ kind: "stop" });
    const bytes = rig.actions().flatMap((action) => ("bytes" in action ? [action.bytes] : []));
    expect(bytes.length).toBeGreaterThan(8);
    for (const one of bytes) expect(Buffer.from(one).includes("edgex")).toBe(false);
  });

  it("are required: plain datagrams are dropped", () => {
    const rig = new Rig(hidden).registered();
    arrive(rig, encode({ ttl: 2, fromSupernode: false, community: edgeCommunity, ...bobPacket, payload: bobFrame }));
    arrive(rig, bobAnnounced());
    expect(rig.edge.status().drops).toEqual({ header: 2 });
    expect(rig.done("deliver")).toEqual([]);
  });

  it("are refused by an edge without them", () => {
    const rig = new Rig().registered();
    for (let i = 0; i < 20; i++) arrive(rig, fromBob(new Rig(hidden, i)));
    expect(rig.done("deliver")).toEqual([]);
    expect(rig.sent()).toEqual([]);
  });

  it("of another community are ignored", () => {
    const rig = new Rig(hidden).registered();
    arrive(rig, fromBob(new Rig({ ...hidden, community: "other" as typeof edgeCommunity })));
    expect(rig.edge.status().drops).toEqual({ header: 1 });
  });
});

describe("replays", () => {
  it("of a PACKET are dropped, however fast they arrive", () => {
    const rig = new Rig(hidden).registered();
    const bytes = fromBob(rig);
    arrive(rig, bytes);
    arrive(rig, bytes);
    rig.wait(100);
    arrive(rig, bytes);
    expect(rig.done("deliver")).toHaveLength(1);
    expect(rig.edge.status().drops).toEqual({ replayed: 2 });
  });

  it("of a PACKET that was overtaken is not a replay", () => {
    const rig = new Rig(hidden).registered();
    const [early, late] = [fromBob(rig), fromBob(rig.wait(50))];
    arrive(rig, late);
    arrive(rig, early);
    expect(rig.done("deliver")).toHaveLength(2);
  });

  it("of a REGISTER from elsewhere do not make us send there", () => {
    const rig = new Rig(hidden).registered();
    bobRegisters(rig, bobWan);
    const fields = { type: "REGISTER", cookie: directRank, source: bob, destination: alice, address: bobNet } as const;
    const message: Message = {
      ttl: 2,
      fromSupernode: false,
      community: edgeCommunity,
      ...fields,
      description: "b" as FieldText,
    };
    const bytes = rig.headers.seal(message, rig.now);
    arrive(rig, bytes);
    rig.take();
    arrive(rig, bytes, { address: "203.0.113.66", port: 6 });
    expect(rig.sent()).toEqual([]);
  });

  it("are distinguished from a wrong clock, which is reported once", () => {
    const rig = new Rig(hidden).registered();
    const bytes = fromBob(rig);
    rig.wait(16_001);
    rig.take();
    for (let i = 0; i < 5; i++) arrive(rig, bytes);
    expect(rig.done("deliver")).toEqual([]);
    expect(rig.notes().filter((what) => what === "clock-differs")).toHaveLength(1);
  });

  it.each([1, 5, 50])(
    "forged %i times a second, up to 15 s ahead, cause no loss of frames or registrations",
    (rate) => {
      const rig = new Rig(hidden).registered();
      const stranger = headerCipher(padded(edgeCommunity, wireSpec.communityBytes), seededRandom(3));
      const wire = { ttl: 2, community: edgeCommunity } as const;
      const frames = () => rig.done("deliver").length;
      const notes: string[] = [];
      for (let tenth = 0; tenth < 600; tenth++) {
        const from = tenth % 2 === 0 ? bobWan : supernode;
        const forged = tenth > 40 && (tenth * rate) % 10 < rate ? Math.ceil(rate / 10) : 0;
        for (let n = 0; n < forged; n++) {
          const message: Message = {
            ...wire,
            fromSupernode: from === supernode,
            ...bobPacket,
            payload: bobFrame.subarray(0, 14),
          };
          const ahead = milliseconds([120.3, 900.7, 5000.1, 14_900.9][(tenth + n) % 4]!);
          arrive(rig, stranger.seal(encode(message), stampAt(after(rig.now, ahead))), from);
        }
        rig.acknowledge();
        const before = frames();
        arrive(
          rig,
          rig.headers.seal({ ...wire, fromSupernode: from === supernode, ...bobPacket, payload: bobFrame }, rig.now),
          from,
        );
        expect(frames()).toBe(before + 1);
        notes.push(...rig.notes());
        rig.take();
        rig.wait(100);
      }
      expect(rig.edge.status().registration).toBe("registered");
      expect([...notes, ...rig.notes()]).not.toContain("supernode-silent");
    },
  );

  it("have one series for each supernode and each peer", () => {
    const rig = new Rig(hidden).registered();
    const direct = fromBob(rig);
    rig.wait(1);
    rig.relayed({ ...bobPacket, payload: bobFrame });
    arrive(rig, direct);
    expect(rig.done("deliver")).toHaveLength(2);
  });
});

it("a supernode's answers must be in order, an earlier relayed PACKET may arrive later", () => {
  const rig = new Rig(hidden).feed({ kind: "start" });
  const relayed: Message = { ttl: 1, fromSupernode: true, community: edgeCommunity, ...bobPacket, payload: bobFrame };
  const early = rig.headers.seal(relayed, rig.now);
  rig.wait(20).acknowledge();
  arrive(rig, early, supernode);
  expect(rig.done("deliver")).toHaveLength(1);
});

it("hostile bytes never throw, whatever part of a real datagram they keep", () => {
  const rig = new Rig(hidden).registered();
  fc.assert(
    fc.property(fc.nat(200), fc.uint8Array({ maxLength: 40 }), fc.nat(100), (at, change, length) => {
      const bytes = fromBob(rig).slice(0, 110 - length);
      bytes.set(change.subarray(0, Math.max(0, bytes.length - at)), Math.min(at, bytes.length));
      arrive(rig, bytes);
      rig.wait(milliseconds(1));
    }),
  );
  rig.take();
  arrive(rig, fromBob(rig));
  expect(rig.done("deliver")).toHaveLength(1);
});

it("do not affect an edge without them", () => {
  const rig = bobIsDirect();
  rig.feed({ kind: "frame", frame: frameForBob });
  expect(probes(rig, bobWan)).toEqual([]);
  expect(packetsSentTo(rig)).toEqual([bobWan]);
});
