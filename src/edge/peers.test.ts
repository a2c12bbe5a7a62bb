import { describe, expect, it } from "vitest";
import type { Endpoint } from "../base/endpoint.ts";
import { type Mac, broadcastMac, nullMac } from "../base/mac.ts";
import { cookies } from "../wire/message.ts";
import { Rig, alice, bob, bobWan, carol, elsewhere, ipv4Frame, supernode } from "./rig.ts";

const net = { address: "10.50.0.2", prefix: 24 };
const rank = cookies.direct;

const register = (rig: Rig, from: Endpoint, destination: Mac = alice, source: Mac = bob) =>
  rig.receive(from, { type: "REGISTER", cookie: rank, source, destination, address: net, description: "b" });
const invite = (rig: Rig, socket: Endpoint = bobWan) =>
  rig.relayed({
    type: "REGISTER",
    cookie: cookies.forwarded,
    source: bob,
    destination: alice,
    socket,
    address: net,
    description: "b",
  });
const info = (rig: Rig, socket: Endpoint, preferredSocket?: Endpoint, from = supernode) =>
  rig.receive(
    from,
    {
      type: "PEER_INFO",
      aflags: 0,
      source: alice,
      peer: bob,
      socket,
      ...(preferredSocket && { preferredSocket }),
      load: 0,
      uptime: 0,
      version: "",
    },
    true,
  );
const frame = ipv4Frame(bob, alice, "10.50.0.1", "10.50.0.2");
const send = (rig: Rig) => rig.feed({ kind: "frame", frame });
const packet = { type: "PACKET", source: bob, destination: alice, compression: 1, transform: 1 } as const;
const payload = ipv4Frame(alice, bob, "10.50.0.2", "10.50.0.1");
const probes = (rig: Rig, to: Endpoint) =>
  rig.sent("REGISTER").filter((one) => one.to !== "group" && one.to.address === to.address && one.to.port === to.port);
const data = (rig: Rig) => rig.sent("PACKET").map(({ to }) => to);

/** Bob is direct at his public socket. */
function direct(): Rig {
  const rig = new Rig().registered();
  send(rig);
  info(rig, bobWan);
  rig.ack(bobWan, rank);
  expect(rig.path(bob)).toBe("direct");
  rig.take();
  return rig;
}

/** Bob answers every direct REGISTER that reaches `at`, for so long. */
function answering(rig: Rig, at: Endpoint, time: number, sending = false): void {
  for (let passed = 0; passed < time; passed += 250) {
    const before = probes(rig, at).length;
    if (sending) send(rig);
    rig.wait(250);
    const asked = probes(rig, at).slice(before).at(-1);
    if (asked !== undefined) rig.ack(at, asked.message.cookie);
  }
}

describe("punching", () => {
  it("relays the first frame, asks where the peer is, and invites it to punch", () => {
    const rig = send(new Rig().registered());
    expect(rig.sent().map(({ to, message }) => [to, message.type])).toEqual([
      [supernode, "PACKET"],
      [supernode, "REGISTER"],
      [supernode, "QUERY_PEER"],
    ]);
    expect(rig.sent("REGISTER")[0]!.message).toMatchObject({ cookie: cookies.forwarded, destination: bob });
  });

  it("registers with both sockets of a PEER_INFO, the preferred one by its rank", () => {
    const rig = send(new Rig().registered());
    info(rig, bobWan, { address: "192.168.2.2", port: 50002 });
    const told = rig.sent("REGISTER").filter(({ message }) => message.cookie !== cookies.forwarded);
    expect(told.map(({ to, message }) => [(to as Endpoint).address, message.cookie])).toEqual([
      ["192.168.2.2", cookies.preferredSocket],
      [bobWan.address, cookies.direct],
    ]);
  });

  it("becomes direct by an acknowledgement, and then sends there", () => {
    const rig = direct();
    send(rig);
    expect(data(rig)).toEqual([bobWan]);
  });

  it("answers a forwarded REGISTER by punching at the socket it names", () => {
    const rig = invite(new Rig().registered());
    expect(probes(rig, bobWan).map(({ message }) => message.cookie)).toEqual([cookies.direct]);
    expect(rig.sent("REGISTER_ACK")).toEqual([]);
  });

  it("acknowledges a direct REGISTER to its UDP source and punches back there: a symmetric NAT's true port", () => {
    const rig = invite(new Rig().registered());
    rig.take();
    register(rig, elsewhere);
    expect(rig.sent("REGISTER_ACK").map(({ to, message }) => [to, message.cookie, message.destination])).toEqual([
      [elsewhere, rank, bob],
    ]);
    expect(probes(rig, elsewhere)).toHaveLength(1);
    rig.ack(elsewhere, rank);
    expect(rig.edge.status().peers).toMatchObject([{ path: "direct", socket: elsewhere }]);
  });

  it("repeats a lost punch within a second, and goes on in the background at a bounded pace", () => {
    const rig = send(new Rig().registered());
    info(rig, bobWan);
    rig.take();
    rig.wait(1_100);
    expect(probes(rig, bobWan).length).toBeGreaterThanOrEqual(3);
    rig.take();
    for (let i = 0; i < 60; i++) send(rig).wait(1_000);
    const background = probes(rig, bobWan).length;
    expect(background).toBeGreaterThanOrEqual(8);
    expect(background).toBeLessThanOrEqual(20);
    expect(new Set(data(rig).map((to) => (to as Endpoint).address))).toEqual(new Set([supernode.address]));
  });

  it("stops punching for a peer that was only overheard", () => {
    const rig = new Rig().registered();
    const arp = {
      ...packet,
      destination: broadcastMac,
      payload: ipv4Frame(broadcastMac, bob, "10.50.0.2", "10.50.0.1"),
    };
    rig.relayed({ ...arp, socket: bobWan }).wait(60_000);
    expect(probes(rig, bobWan).length).toBeLessThanOrEqual(3);
  });

  it("follows the local network's announcement by its rank, and acknowledges it", () => {
    const rig = new Rig().registered();
    const lan = { address: "192.168.1.7", port: 50002 };
    const announcement = new Rig({ mac: bob }).feed({ kind: "start" }).sent("REGISTER")[0]!;
    expect(announcement.to).toBe("group");
    rig.feed({ kind: "datagram", from: lan, multicast: true, bytes: bytesOfAnnouncement() });
    expect(rig.sent("REGISTER_ACK").map(({ to, message }) => [to, message.cookie])).toEqual([[lan, cookies.multicast]]);
    expect(probes(rig, lan).map(({ message }) => message.cookie)).toEqual([cookies.multicast]);
    rig.ack(lan, cookies.multicast);
    expect(rig.path(bob)).toBe("direct");
  });

  it("prefers the nearer path when both answer", () => {
    const rig = direct();
    const lan = { address: "192.168.1.7", port: 50002 };
    rig.feed({ kind: "datagram", from: lan, multicast: true, bytes: bytesOfAnnouncement() });
    rig.ack(lan, cookies.multicast);
    expect(rig.edge.status().peers).toMatchObject([{ path: "direct", socket: lan, why: "nearer" }]);
    rig.ack(bobWan, rank);
    expect(rig.edge.status().peers).toMatchObject([{ socket: lan }]);
  });
});

function bytesOfAnnouncement(): Uint8Array {
  const [action] = new Rig({ mac: bob }).feed({ kind: "start" }).done("announce");
  return action!.bytes;
}

describe("a path is direct only by an answer to us", () => {
  it.each([
    ["nothing was sent there", (rig: Rig) => rig.ack(elsewhere, rank)],
    ["the cookie is another", (rig: Rig) => rig.ack(bobWan, cookies.preferredSocket)],
    ["it answers another edge", (rig: Rig) => rig.ack(bobWan, rank, carol)],
    ["it comes too late", (rig: Rig) => rig.wait(6_500).ack(bobWan, rank)],
    [
      "it came through the supernode",
      (rig: Rig) => rig.relayed({ type: "REGISTER_ACK", cookie: rank, destination: alice, source: bob }),
    ],
    ["it is a frame with a lying flag", (rig: Rig) => rig.receive(bobWan, { ...packet, payload }, true)],
    ["it is a frame only", (rig: Rig) => rig.receive(bobWan, { ...packet, payload })],
  ])("not when %s", (_, arrives) => {
    const rig = new Rig().registered();
    invite(rig);
    arrives(rig);
    expect(rig.path(bob)).toBe("relayed");
    expect(rig.done("path")).toEqual([]);
  });

  it("probes the socket when an answer comes from another one than was asked", () => {
    const rig = invite(new Rig().registered());
    rig.ack(elsewhere, rank);
    expect(probes(rig, elsewhere)).toHaveLength(1);
    rig.ack(elsewhere, rank);
    expect(rig.path(bob)).toBe("direct");
  });
});

describe("a direct path", () => {
  it("is kept alive before the peer's ten seconds, without traffic", () => {
    const rig = direct();
    answering(rig, bobWan, 60_000);
    expect(rig.path(bob)).toBe("direct");
    const times = probes(rig, bobWan).map(({ at }) => at);
    const gaps = times.slice(1).map((at, i) => at - times[i]!);
    expect(Math.max(...gaps)).toBeLessThan(5_000);
    expect(times.length).toBeLessThan(20);
  });

  it("falls asleep when no frame travels for long", () => {
    const rig = direct();
    answering(rig, bobWan, 120_000);
    expect(rig.edge.status().peers).toMatchObject([{ path: "relayed", why: "idle" }]);
    rig.take();
    rig.wait(30_000);
    expect(probes(rig, bobWan)).toEqual([]);
  });

  it("is given up within four seconds of frames that nothing comes back for, and punched again", () => {
    const rig = direct();
    answering(rig, bobWan, 2_000, true);
    const start = rig.now;
    while (rig.path(bob) === "direct" && rig.now - start < 10_000) send(rig).wait(100);
    expect(rig.now - start).toBeLessThan(4_000);
    expect(rig.done("path").at(-1)).toEqual({ kind: "path", peer: bob, path: "relayed" });
    rig.take();
    send(rig).wait(2_000);
    expect(data(rig)).toEqual([supernode]);
    expect(probes(rig, bobWan).length).toBeGreaterThanOrEqual(3);
    rig.ack(bobWan, rank);
    expect(rig.path(bob)).toBe("direct");
  });

  it("is doubted even while the peer's packets arrive, when ours are not acknowledged", () => {
    const rig = direct();
    for (let i = 0; i < 80; i++) rig.receive(bobWan, { ...packet, payload }).wait(100);
    expect(rig.path(bob)).toBe("relayed");
  });

  it("survives the loss of three answers in a row", () => {
    const rig = direct();
    rig.wait(5_600);
    expect(probes(rig, bobWan)).toHaveLength(4);
    rig.ack(bobWan, rank).wait(2_000);
    expect(rig.path(bob)).toBe("direct");
  });

  it("moves with the peer when its old socket is silent", () => {
    const rig = direct();
    register(rig, elsewhere).ack(elsewhere, rank);
    expect(rig.edge.status().peers).toMatchObject([{ socket: bobWan }]);
    rig.wait(600);
    expect(rig.edge.status().peers).toMatchObject([{ socket: elsewhere, why: "moved" }]);
  });

  it("does not move to somebody who claims the peer's MAC while the peer answers", () => {
    const rig = direct();
    register(rig, elsewhere).ack(elsewhere, rank).wait(50);
    rig.ack(bobWan, rank).wait(600);
    expect(rig.edge.status().peers).toMatchObject([{ socket: bobWan }]);
  });

  it("reminds a peer that relays to us of the direct path", () => {
    const rig = direct();
    rig.wait(1_100).take();
    for (let i = 0; i < 10; i++) rig.relayed({ ...packet, payload, socket: bobWan });
    expect(probes(rig, bobWan)).toHaveLength(1);
  });

  it("registers with the supernode when a path stops answering: our own NAT may have forgotten both", () => {
    const rig = direct();
    while (rig.path(bob) === "direct") send(rig).wait(100);
    expect(rig.sent("REGISTER_SUPER")).toHaveLength(1);
  });
});

describe("without a supernode", () => {
  it("broadcasts also go to the peers that we reach ourselves", () => {
    const rig = direct();
    answering(rig, bobWan, 23_000, true);
    expect(rig.edge.status()).toMatchObject({ registration: "silent", peers: [{ path: "direct" }] });
    rig.take();
    rig.feed({ kind: "frame", frame: ipv4Frame(broadcastMac, alice, "10.50.0.1", "10.50.0.255") });
    expect(data(rig)).toEqual([supernode, bobWan]);
  });
});

describe("nobody can make us send to", () => {
  it.each(["127.0.0.1", "0.0.0.0", "224.0.0.68", "255.255.255.255", supernode.address])("%s", (address) => {
    const socket = { address, port: 7654 };
    const rig = invite(new Rig().registered(), socket);
    info(rig, socket, socket);
    rig.wait(30_000);
    const to = rig.sent("REGISTER").filter((one) => one.to !== "group" && one.message.cookie !== cookies.forwarded);
    expect(to).toEqual([]);
    expect(rig.edge.status().drops["socket-refused"]).toBeGreaterThan(0);
  });

  it("where strangers point by PEER_INFO", () => {
    const rig = send(new Rig().registered());
    info(rig, elsewhere, undefined, bobWan);
    expect(probes(rig, elsewhere)).toEqual([]);
  });

  it("more than a little, however many peers are invented", () => {
    const rig = new Rig().registered();
    for (let i = 0; i < 10_000; i++) {
      const source = `02:00:00:01:${(i >> 8).toString(16).padStart(2, "0")}:${(i & 255).toString(16).padStart(2, "0")}`;
      register(rig, elsewhere, alice, source as Mac);
      if (i % 10 === 9) rig.wait(1);
    }
    expect(probes(rig, elsewhere).length).toBeLessThan(128 + 65);
    expect(rig.edge.status().peers.length).toBeLessThanOrEqual(4096);
  });
});

describe("relay only", () => {
  const relayOnly = () => new Rig({ peerToPeer: false }).registered();

  it("neither announces, registers nor acknowledges, and accepts direct frames", () => {
    const rig = register(relayOnly(), bobWan);
    send(rig)
      .receive(bobWan, { ...packet, payload })
      .wait(30_000);
    expect(rig.sent("REGISTER").concat(rig.sent("REGISTER_ACK") as never)).toEqual([]);
    expect(rig.done("deliver")).toHaveLength(1);
    expect(data(rig)).toEqual([supernode]);
  });
});

describe("registers that are not for us", () => {
  it.each([
    ["another edge's", carol, bob],
    ["the null MAC on the main socket", nullMac, bob],
    ["our own", alice, alice],
  ])("%s", (_, destination, source) => {
    const rig = register(new Rig().registered(), bobWan, destination, source);
    expect(rig.sent()).toEqual([]);
  });
});
