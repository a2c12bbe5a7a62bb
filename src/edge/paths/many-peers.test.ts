import { describe, expect, it } from "vitest";
import { sameEndpoint, type Endpoint } from "../../base/address/endpoint.ts";
import { broadcastMac, type Mac } from "../../base/address/mac.ts";
import { packetsSentTo, bobAnswers, bobIsDirect, directRank, bobRegisters, aliceSendsFrame } from "../testing/bob.ts";
import { alice, bob, bobWan, ipv4Frame, Rig, supernode } from "../replay/rig.ts";
import type { FieldText } from "../../wire/message.ts";
import { tuned } from "../timing.ts";

const macOf = (i: number): Mac => `02:00:00:00:0${(i >> 8) + 1}:${(i & 0xff).toString(16).padStart(2, "0")}` as Mac;
const socketOf = (i: number): Endpoint => ({ address: `203.0.113.${100 + (i % 100)}`, port: 50_000 + i });

/** This many peers, all direct. */
function crowd(size: number): Rig {
  const rig = new Rig().registered();
  for (let i = 0; i < size; i++) {
    bobRegisters(rig, socketOf(i), alice, macOf(i)).ack(socketOf(i), directRank, macOf(i));
  }
  expect(rig.edge.status().peers.filter(({ path }) => path === "direct")).toHaveLength(size);
  rig.take();
  return rig;
}

/**
 * All peers answer at once; with `talking`, a frame goes and comes each second. Returns the number of REGISTERs sent.
 */
function pass(rig: Rig, size: number, seconds: number, talking: boolean): number {
  let registers = 0;
  for (let step = 0; step < 4 * seconds; step++) {
    for (let i = 0; talking && step % 4 === 0 && i < size; i++) {
      const heard = { direct: 1, relayed: 0, heardFrom: socketOf(i) };
      rig.feed({ kind: "traffic", peer: macOf(i), sent: 1, ...heard });
    }
    rig.wait(250);
    const asked = rig.sent("REGISTER").filter(({ to }) => to !== "group");
    registers += asked.length;
    rig.take();
    for (const { message } of asked) {
      const i = parseInt(message.destination.slice(-2), 16);
      rig.ack(socketOf(i), message.cookie, message.destination);
    }
  }
  return registers;
}

describe("many peers", () => {
  it.each([4, 16, 40, 100])("are verified no faster than one per second in all, while frames travel: %i", (size) => {
    const rig = crowd(size);
    expect(pass(rig, size, 60, true)).toBeLessThanOrEqual(66);
    expect(rig.edge.status().peers.every(({ path }) => path === "direct")).toBe(true);
  });

  it.each([4, 40, 120])("do not wake the edge more often for being many: %i", (size) => {
    const rig = crowd(size);
    let ticks = 0;
    const end = rig.now + 10_000;
    // Each is heard at a different moment, so that each is due at a different one.
    for (let i = 0; rig.now < end; i++) {
      rig.feed({ kind: "traffic", peer: macOf(i % size), sent: 1, direct: 0, relayed: 0 });
      const until = rig.now + 7;
      for (let wake = rig.edge.nextWake(); wake !== undefined && wake <= until; wake = rig.edge.nextWake(), ticks++) {
        rig.now = Math.max(wake, rig.now) as typeof rig.now;
        rig.feed({ kind: "tick" });
      }
      rig.now = until as typeof rig.now;
      rig.take();
    }
    expect(ticks).toBeLessThan(250);
  });

  it("cost next to nothing soon after the last frame, and then nothing", () => {
    const rig = crowd(40);
    pass(rig, 40, 5, true);
    expect(pass(rig, 40, 30, false)).toBeLessThanOrEqual(33);
    pass(rig, 40, 70, false);
    expect(pass(rig, 40, 60, false)).toBe(0);
  });

  it("are each doubted soon if they are silent, a few at a time", () => {
    const rig = crowd(40);
    for (let step = 0; step < 40; step++) {
      for (let i = 0; i < 40; i++) rig.feed({ kind: "traffic", peer: macOf(i), sent: 1, direct: 0, relayed: 0 });
      rig.wait(250);
    }
    expect(rig.edge.status().peers.filter(({ path }) => path === "direct")).toEqual([]);
  });
});

describe("a busy edge", () => {
  /** Delays the program's next tick by this long. */
  const late = (rig: Rig, time: number) => {
    rig.now = (rig.now + time) as typeof rig.now;
    rig.feed({ kind: "tick" });
  };

  it("does not mistake its own delay for silence of a peer", () => {
    const rig = bobIsDirect();
    rig.wait(3_000);
    for (let i = 0; i < 5; i++) {
      aliceSendsFrame(rig);
      late(rig, 1_500);
    }
    expect(rig.path(bob)).toBe("direct");
    rig.receive(bobWan, { type: "REGISTER_ACK", cookie: directRank, destination: alice, source: bob });
    expect(rig.path(bob)).toBe("direct");
  });

  it("does not treat its supernode as silent", () => {
    const rig = new Rig().registered();
    rig.wait(19_900);
    for (let i = 0; i < 5; i++) late(rig, 3_000);
    expect(rig.done("note").filter(({ note }) => note.what === "supernode-silent")).toEqual([]);
  });

  it("gives its supernode more time to answer than an edge that is always on time", () => {
    const patience = (isBusy: boolean) => {
      const rig = new Rig().registered();
      while (rig.sent("REGISTER_SUPER").length === 0) rig.wait(100);
      if (isBusy) late(rig, 1_500);
      const begun = rig.now;
      while (!rig.notes().includes("supernode-silent")) rig.wait(100);
      return rig.now - begun;
    };
    expect(patience(false)).toBeLessThan(4_000);
    expect(patience(true)).toBeGreaterThan(8_000);
    expect(patience(true)).toBeLessThan(15_000);
  });

  it("decides eventually, however late all its ticks are", () => {
    const rig = bobIsDirect();
    aliceSendsFrame(rig);
    for (let i = 0; i < 20; i++) late(rig, 1_500);
    expect(rig.path(bob)).toBe("relayed");
  });
});

const isSupernode = (to: Endpoint | "group") => to !== "group" && sameEndpoint(to, supernode);

describe("a supernode that is late with its answer", () => {
  /**
   * Leaves our registrations unanswered from now on, while relaying frames to us. Returns how often it was treated as
   * silent.
   */
  const relaying = (seconds: number) => {
    const rig = bobIsDirect();
    rig.acknowledge();
    rig.take();
    while (rig.sent("REGISTER_SUPER").length === 0) rig.wait(250);
    for (let i = 0; i < seconds * 4; i++) {
      rig.relayed({ ...packetOf(bob), payload: ipv4Frame(broadcastMac, bob, "10.50.0.2", "10.50.0.255") }).wait(250);
      rig.feed({ kind: "frame", frame: ipv4Frame(broadcastMac, alice, "10.50.0.1", "10.50.0.255") });
    }
    const copies = packetsSentTo(rig).filter((to) => !isSupernode(to)).length;
    return { silent: rig.notes().filter((what) => what === "supernode-silent").length, copies };
  };

  it("is not silent as long as it relays frames to us", () => {
    expect(relaying(5)).toEqual({ silent: 0, copies: 0 });
  });

  it("is left eventually, if it never answers us", () => {
    expect(relaying(30).silent).toBeGreaterThan(0);
  });
});

/** A broadcast of the i-th peer, and its socket as seen by the supernode. */
const overhear = (rig: Rig, i: number) =>
  rig.relayed({
    ...packetOf(macOf(i)),
    socket: socketOf(i),
    payload: ipv4Frame(broadcastMac, macOf(i), "10.50.0.2", "10.50.0.255"),
  });

describe("peers known only from broadcasts", () => {
  const registers = (rig: Rig) => rig.sent("REGISTER").filter(({ to }) => to !== "group");

  it.each([4, 40, 100])("%i of them: a few are tried at once, however many there are", (size) => {
    const rig = new Rig().registered();
    rig.take();
    for (let i = 0; i < size; i++) overhear(rig, i);
    const tried = new Set(registers(rig).map(({ message }) => message.destination));
    expect(tried.size).toBe(Math.min(size, tuned.overheardBurst));
  });

  it("are still reached directly as soon as there are frames for them", () => {
    const rig = new Rig().registered();
    for (let i = 0; i < 40; i++) overhear(rig, i);
    rig.take();
    for (let i = 0; i < 40; i++)
      rig.feed({ kind: "frame", frame: ipv4Frame(macOf(i), alice, "10.50.0.1", "10.50.0.2") });
    const asked = new Map(registers(rig).map(({ to, message }) => [message.destination, to] as const));
    for (let i = tuned.overheardBurst; i < 40; i++) expect(asked.get(macOf(i))).toEqual(socketOf(i));
  });
});

describe("a datapath that asks peers for their addresses", () => {
  const claims = (rig: Rig) => rig.done("claimed").map(({ peer, address }) => [peer, address]);

  it("hears of each address that a peer says it has, once", () => {
    const rig = new Rig().registered();
    for (let i = 0; i < 3; i++) bobRegisters(bobRegisters(rig, bobWan), bobWan, alice, macOf(1));
    expect(claims(rig)).toEqual([
      [bob, "10.50.0.2"],
      [macOf(1), "10.50.0.2"],
    ]);
  });

  it("hears of none while the peer has none", () => {
    const rig = new Rig().registered();
    const message = { type: "REGISTER", cookie: directRank, source: bob, destination: alice } as const;
    rig.receive(bobWan, { ...message, address: { address: "0.0.0.0", prefix: 0 }, description: "b" as FieldText });
    expect(claims(rig)).toEqual([]);
  });

  it("can send to a peer known only from a broadcast, from the first one on", () => {
    const rig = new Rig().registered();
    for (let i = 0; i < 3; i++) overhear(rig, i % 2);
    const forwarded = rig.done("forward").map(({ peer, to }) => [peer, to]);
    expect(forwarded).toEqual([
      [macOf(0), "relay"],
      [macOf(1), "relay"],
    ]);
  });
});

describe("a path that was dropped because nothing used it", () => {
  it("is tried again before the supernode is asked, and the supernode soon after if that brings nothing", () => {
    const rig = bobIsDirect();
    bobAnswers(rig, bobWan, 120_000);
    expect(rig.edge.status().peers).toMatchObject([{ path: "relayed", why: "idle" }]);
    rig.take();
    aliceSendsFrame(rig);
    const asked = () => rig.sent("REGISTER").map(({ to }) => to);
    expect(asked()).toEqual([bobWan]);
    expect(rig.sent("QUERY_PEER")).toEqual([]);
    rig.wait(300);
    expect(asked()).toContainEqual(supernode);
    rig.ack(bobWan, directRank);
    expect(rig.path(bob)).toBe("direct");
  });
});

describe("many new peers at once", () => {
  it("are tried directly first, and the supernode is asked only about those that do not answer", () => {
    const rig = new Rig().registered();
    for (let i = 0; i < 40; i++) overhear(rig, i);
    rig.take();
    for (let i = 0; i < 40; i++)
      rig.feed({ kind: "frame", frame: ipv4Frame(macOf(i), alice, "10.50.0.1", "10.50.0.2") });
    const first = rig.sent("REGISTER").filter(({ to }) => isSupernode(to));
    expect(first.length).toBeLessThanOrEqual(2 * tuned.punchesAtOnce);
    for (let i = 0; i < 40; i += 2) rig.ack(socketOf(i), directRank, macOf(i));
    rig.take();
    rig.wait(2_000);
    const invited = new Set(
      rig.sent("REGISTER").flatMap(({ to, message }) => (isSupernode(to) ? [message.destination] : [])),
    );
    for (let i = 20; i < 40; i++) expect(invited.has(macOf(i))).toBe(i % 2 === 1);
  });
});

describe("broadcasts that the datapath delivered", () => {
  it("make the peer known, but not one with traffic", () => {
    const rig = new Rig().registered();
    rig.relayed({ ...packetOf(bob), payload: ipv4Frame(broadcastMac, bob, "10.50.0.2", "10.50.0.255") }).wait(170_000);
    rig.feed({ kind: "traffic", peer: bob, sent: 0, direct: 0, relayed: 0, overheard: 3 });
    expect(rig.edge.status().peers).toMatchObject([{ mac: bob, lastSeen: rig.now }]);
    expect(rig.edge.status().traffic.relayedBroadcast.received).toBe(4);
    rig.take();
    rig.wait(60_000);
    expect(rig.sent("REGISTER").filter(({ to }) => to !== "group").length).toBeLessThanOrEqual(6);
  });
});

const packetOf = (source: Mac) =>
  ({ type: "PACKET", source, destination: broadcastMac, compression: 1, transform: 1 }) as const;

describe("group addresses beyond IP's: LLDP, STP, EAPOL, PTP", () => {
  const groups = ["01:80:c2:00:00:0e", "01:80:c2:00:00:00", "01:80:c2:00:00:03", "01:1b:19:00:00:00"] as Mac[];

  it.each(groups)("%s is never a station's own address, and dropped", (group) => {
    const rig = new Rig().registered();
    rig.feed({ kind: "frame", frame: ipv4Frame(group, alice, "10.50.0.1", "10.50.0.2") });
    expect(rig.edge.status()).toMatchObject({ peers: [], drops: { multicast: 1 } });
    expect(rig.sent()).toEqual([]);
  });

  it.each(groups)("%s goes to all members if multicast is accepted", (group) => {
    const rig = new Rig({ acceptMulticast: true }).registered();
    rig.feed({ kind: "frame", frame: ipv4Frame(group, alice, "10.50.0.1", "10.50.0.2") });
    expect(packetsSentTo(rig)).toHaveLength(1);
    expect(rig.edge.status().peers).toEqual([]);
  });
});
