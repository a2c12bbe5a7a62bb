import { describe, expect, it } from "vitest";
import { multiHomed } from "../../../topologies/multi-homed.ts";
import type { Endpoint } from "../../../src/base/address/endpoint.ts";
import { instant, seconds } from "../../../src/base/instant.ts";
import { host, router, topology } from "../../topology/builders.ts";
import { nat } from "../../topology/nat/nat.ts";
import type { Topology } from "../../topology/topology.ts";
import { Network } from "./network.ts";

const start = instant(0);
const net = (topology: Topology, seed = 1) => {
  const network = new Network(topology, seed, start);
  network.log.recording = true;
  const pass = (time = seconds(1)) => {
    const until = instant(network.queue.now + time);
    while (network.queue.step(until));
  };
  /** A host that keeps what it gets on port 1000. */
  const listen = (name: string) => {
    const got: { from: Endpoint; text: string; at: number }[] = [];
    network
      .node(name)!
      .udp.bind({ port: 1000 }, ({ from, bytes }) =>
        got.push({ from, text: Buffer.from(bytes).toString(), at: network.queue.now }),
      );
    return got;
  };
  const send = (from: string, to: Endpoint, text: string) => network.node(from)!.send(1000, to, Buffer.from(text));
  const hops = (text: string) =>
    network.log
      .captures()
      .flatMap((capture) => capture.packets)
      .filter((packet) => Buffer.from(packet.payload).toString() === text)
      .sort((a, b) => a.at - b.at)
      .map((packet) => `${packet.node}/${packet.interface} ${packet.direction}`);
  return { network, pass, listen, send, hops, address: (node: string) => network.node(node)!.addresses[0]! };
};

describe("Network", () => {
  it("sends nothing from an address that a host has lost", () => {
    const it = net(topology("t", { sn: host(), bob: host() }));
    const got = it.listen("bob");
    const [before, to] = [it.address("sn"), { address: it.address("bob"), port: 1000 }];
    it.network.state.readdress("sn");
    it.network.node("sn")!.replug();
    it.network.node("sn")!.send(1000, to, Buffer.from("old"), before);
    it.send("sn", to, "new");
    it.pass();
    expect(got.map(({ from, text }) => [from.address, text])).toEqual([[it.address("sn"), "new"]]);
    expect(it.address("sn")).not.toBe(before);
  });

  it("delivers after the delays of the links on the way, captured at both ends of every cable", () => {
    const it = net(
      topology("t", {
        sn: host({ link: { down: { delay: "7ms" } } }),
        homeA: router({ nat: nat.portRestricted, link: { up: { delay: "20ms" } }, lan: { alice: host() } }),
      }),
    );
    const got = it.listen("sn");
    it.send("alice", { address: it.address("sn"), port: 1000 }, "hello");
    it.pass();
    expect(got).toEqual([{ from: { address: "198.18.2.1", port: 1000 }, text: "hello", at: 27 }]);
    expect(it.hops("hello").sort()).toEqual(
      [
        "alice/eth0 out",
        "homeA/lan in",
        "homeA/wan out",
        "internet/to-homeA in",
        "internet/to-sn out",
        "sn/eth0 in",
      ].sort(),
    );
  });

  it("lets an answer in through the NAT, and nobody else", () => {
    const it = net(
      topology("t", {
        sn: host(),
        stranger: host(),
        homeA: router({ nat: nat.portRestricted, lan: { alice: host() } }),
      }),
    );
    const got = it.listen("alice");
    it.send("alice", { address: it.address("sn"), port: 1000 }, "hello");
    it.pass();
    const face = { address: "198.18.3.1", port: 1000 };
    it.send("stranger", face, "unasked");
    it.send("sn", face, "answer");
    it.pass();
    expect(got.map(({ text }) => text)).toEqual(["answer"]);
    expect(it.hops("unasked").at(-1)).toBe("homeA/wan in");
  });

  it("routes to public hosts behind a router that does not translate", () => {
    const it = net(
      topology("t", { sn: host(), office: router({ nat: nat.none, lan: { alice: host(), bob: host() } }) }),
    );
    const got = it.listen("bob");
    it.send("sn", { address: it.address("bob"), port: 1000 }, "hello");
    it.send("alice", { address: it.address("bob"), port: 1000 }, "neighbour");
    it.pass();
    expect(got.map(({ text }) => text).sort()).toEqual(["hello", "neighbour"]);
    expect(it.hops("neighbour")).toEqual(["alice/eth0 out", "bob/eth0 in"]);
  });

  it("sends from the uplink that has the default route, and receives at both", () => {
    const it = net(multiHomed({ home: nat.fullCone, lte: nat.fullCone }));
    const got = it.listen("sn");
    const heard = it.listen("alice");
    const hello = (text: string) => {
      it.send("alice", { address: it.address("sn"), port: 1000 }, text);
      it.pass();
    };
    const alice = it.network.node("alice")!;
    hello("wifi");
    it.network.state.switchTo("alice", "lte");
    alice.replug();
    hello("lte");
    it.send("sn", got[0]!.from, "old");
    it.send("sn", got[1]!.from, "new");
    it.pass();
    expect(got.map(({ from, text }) => [from.address, text])).toEqual([
      ["198.18.2.1", "wifi"],
      ["198.18.3.1", "lte"],
    ]);
    expect(heard.map(({ text }) => text).sort()).toEqual(["new", "old"]);
    it.network.cables.setDown("alice", it.network.state.unplug("alice"), true);
    alice.replug();
    hello("back");
    expect(got.at(-1)!.from.address).toBe("198.18.2.1");
  });

  it("keeps multicast on its LAN", () => {
    const it = net(topology("t", { sn: host(), home: router({ nat: nat.none, lan: { alice: host(), bob: host() } }) }));
    const heard = [it.listen("bob"), it.listen("alice"), it.listen("sn")];
    it.send("alice", { address: "224.0.0.68", port: 1000 }, "anybody?");
    it.send("sn", { address: "224.0.0.68", port: 1000 }, "anybody out there?");
    it.pass();
    expect(heard.map((got) => got.map(({ text }) => text))).toEqual([["anybody?"], [], []]);
  });

  it("hairpins where the NAT does", () => {
    const seen = (hairpin: "none" | "external-source") => {
      const lan = { alice: host(), bob: host() };
      const it = net(topology("t", { sn: host(), home: router({ nat: { ...nat.fullCone, hairpin }, lan }) }));
      const got = it.listen("bob");
      it.send("bob", { address: it.address("sn"), port: 1000 }, "open");
      it.pass();
      it.send("alice", { address: "198.18.2.1", port: 1000 }, "round the corner");
      it.pass();
      return got.map(({ from }) => from.address);
    };
    expect(seen("none")).toEqual([]);
    expect(seen("external-source")).toEqual(["198.18.2.1"]);
  });

  it("loses what the link loses, and everything of a node that is cut off", () => {
    const it = net(topology("t", { a: host({ link: { up: { loss: "50%" } } }), b: host() }));
    const got = it.listen("b");
    const back = it.listen("a");
    for (let i = 0; i < 200; i++) it.send("a", { address: it.address("b"), port: 1000 }, `${i}`);
    it.pass();
    expect(got.length).toBeGreaterThan(60);
    expect(got.length).toBeLessThan(140);
    it.network.cables.cutOff("b");
    it.send("b", { address: it.address("a"), port: 1000 }, "out");
    const before = got.length;
    for (let i = 0; i < 50; i++) it.send("a", { address: it.address("b"), port: 1000 }, "in");
    it.pass();
    expect([got.length, back.length]).toEqual([before, 0]);
  });
});
