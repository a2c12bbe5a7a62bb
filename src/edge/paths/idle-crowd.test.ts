import { describe, expect, it } from "vitest";
import type { Endpoint } from "../../base/address/endpoint.ts";
import { type Mac, nullMac } from "../../base/address/mac.ts";
import { cookies, type FieldText, type Message } from "../../wire/message.ts";
import { alice, edgeCommunity, Rig } from "../replay/rig.ts";
import { bobNet, bobRegisters, directRank } from "../testing/bob.ts";

const macOf = (i: number): Mac => `02:00:00:00:01:${i.toString(16).padStart(2, "0")}` as Mac;
const socketOf = (i: number): Endpoint => ({ address: `203.0.113.${100 + i}`, port: 50_000 + i });

/** As with its registrations: received by all on the local network. */
function announces(rig: Rig, i: number): Rig {
  const message: Message = {
    type: "REGISTER",
    ttl: 2,
    fromSupernode: false,
    community: edgeCommunity,
    cookie: cookies.multicast,
    source: macOf(i),
    destination: nullMac,
    address: bobNet,
    description: "b" as FieldText,
  };
  const bytes = rig.headers.seal(message, rig.now);
  return rig.feed({ kind: "datagram", from: socketOf(i), multicast: true, bytes });
}

/** This many peers on the local network, all direct; with `used`, a frame went to each and came back. */
function met(size: number, used: boolean): Rig {
  const rig = new Rig().registered();
  for (let i = 0; i < size; i++) {
    announces(rig, i).ack(socketOf(i), cookies.multicast, macOf(i));
    if (used) rig.feed({ kind: "traffic", peer: macOf(i), sent: 1, direct: 1, relayed: 0, heardFrom: socketOf(i) });
  }
  expect(rig.edge.status().peers.filter(({ path }) => path === "direct")).toHaveLength(size);
  rig.take();
  return rig;
}

const probes = (rig: Rig) => rig.sent("REGISTER").filter(({ to }) => to !== "group");
const announcements = (rig: Rig) => rig.sent("REGISTER").filter(({ to }) => to === "group").length;

/** How often the edge's own timer wakes it in that time, in seconds. */
function ticks(rig: Rig, seconds: number): number {
  const end = rig.now + seconds * 1000;
  for (let count = 0; ; count++) {
    const wake = rig.edge.nextWake();
    if (wake === undefined || wake > end) {
      rig.now = end as typeof rig.now;
      return count;
    }
    rig.now = Math.max(wake, rig.now) as typeof rig.now;
    rig.feed({ kind: "tick" });
    rig.acknowledge();
  }
}

describe("direct peers without traffic", () => {
  it.each([12, 40, 100])("%i of them are dropped together, and none is kept alive", (size) => {
    const rig = met(size, true);
    expect(ticks(rig, 19)).toBeLessThanOrEqual(6);
    expect(rig.edge.status().peers.filter(({ path }) => path === "direct")).toEqual([]);
    expect(probes(rig)).toEqual([]);
  });

  it.each([1, 3, 8])("%i of them are kept alive for a while, all together no more often than one", (size) => {
    const rig = met(size, true);
    let proofs = 0;
    for (let step = 0; step < 480; step++) {
      rig.wait(250);
      for (const { message } of probes(rig)) {
        const i = parseInt(message.destination.slice(-2), 16);
        proofs++;
        rig.ack(socketOf(i), message.cookie, message.destination);
      }
      rig.take();
    }
    expect(proofs).toBeGreaterThan(0);
    expect(proofs).toBeLessThanOrEqual(26);
  });

  it("need no keep-alives of ours while they send their own, and are not dropped", () => {
    const rig = met(12, true);
    for (let i = 0; i < 15; i++) {
      rig.wait(4_000);
      bobRegisters(rig, socketOf(0), alice, macOf(0));
      rig.acknowledge();
    }
    expect(rig.path(macOf(0))).toBe("direct");
    expect(rig.path(macOf(1))).toBe("relayed");
    expect(probes(rig)).toEqual([]);
  });

  it("are not punched again because of their announcements, only answered, and reached when there are frames", () => {
    const rig = met(40, true);
    rig.wait(30_000);
    rig.take();
    for (let i = 0; i < 40; i++) announces(rig, i);
    expect(probes(rig)).toEqual([]);
    expect(rig.sent("REGISTER_ACK")).toHaveLength(40);
    expect(rig.edge.status().peers.filter(({ path }) => path === "direct")).toEqual([]);
    rig.take();
    rig.feed({ kind: "traffic", peer: macOf(7), sent: 1, direct: 0, relayed: 0 });
    expect(probes(rig).map(({ to }) => to)).toContainEqual(socketOf(7));
  });

  it("are punched again at another socket", () => {
    const rig = met(1, false);
    rig.wait(30_000);
    rig.take();
    const elsewhere = { ...socketOf(0), port: 777 };
    bobRegisters(rig, elsewhere, alice, macOf(0));
    expect(probes(rig).map(({ to, message }) => [to, message.cookie])).toEqual([[elsewhere, directRank]]);
  });
});

describe("announcements on the local network", () => {
  it.each([
    [0, 9],
    [4, 9],
    [40, 1],
  ])("become rarer with the number of receivers: %i", (size, most) => {
    const rig = met(size, false);
    let count = 0;
    for (let i = 0; i < 180; i++) {
      rig.wait(1_000);
      for (let peer = 0; peer < size; peer++) if (i % 60 === peer) announces(rig, peer);
      count += announcements(rig);
      rig.acknowledge().take();
    }
    expect(count).toBeLessThanOrEqual(most);
    if (size < 40) expect(count).toBeGreaterThanOrEqual(8);
  });

  it("are sent at once when the address changes", () => {
    const rig = met(40, false);
    rig.feed({ kind: "roamed" });
    expect(announcements(rig)).toBe(1);
  });
});

it("wakes a few times a minute while idle", () => {
  const rig = new Rig().registered();
  ticks(rig, 60);
  expect(ticks(rig, 600)).toBeLessThanOrEqual(40);
});
