import { describe, expect, it } from "vitest";
import { broadcastMac, type Mac } from "../../base/address/mac.ts";
import { type Instant, instant } from "../../base/instant.ts";
import { ipv4Frame } from "../replay/rig.ts";
import { SmallNat, SmallWorld } from "../testing/small-world.ts";
import { destinationOf, senderOf } from "../frames/ethernet.ts";
import { Bridge } from "./bridge.ts";

const self = "02:00:00:00:00:01" as Mac;
const peer = (number: number) => `02:00:00:00:01:${number.toString(16).padStart(2, "0")}` as Mac;
const host = (number: number) =>
  `06:00:00:${[number >> 16, number >> 8, number].map((byte) => (byte & 255).toString(16).padStart(2, "0")).join(":")}` as Mac;
const at = (seconds: number): Instant => instant(1_800_000_000_000 + seconds * 1000);

describe("a bridge", () => {
  it("sends to the edge behind which a host was last seen, and follows one that moves", () => {
    const bridge = new Bridge(self);
    bridge.in(peer(1), host(1), at(0));
    expect(bridge.out(self, host(1), at(1))).toEqual({ to: peer(1) });
    bridge.in(peer(2), host(1), at(2));
    expect(bridge.out(self, host(1), at(3))).toEqual({ to: peer(2) });
    bridge.out(host(1), broadcastMac, at(4));
    expect(bridge.out(self, host(1), at(5))).toBe("bridge-unknown");
  });

  it("sends to an edge itself whatever hosts say", () => {
    const bridge = new Bridge(self);
    bridge.in(peer(1), peer(1), at(0));
    bridge.in(peer(2), peer(1), at(0));
    bridge.in(peer(2), self, at(0));
    expect(bridge.out(self, peer(1), at(1))).toEqual({ to: peer(1) });
    // Also one that was taken for a host first.
    bridge.in(peer(2), peer(3), at(2));
    bridge.in(peer(3), peer(3), at(3));
    expect(bridge.out(self, peer(3), at(4))).toEqual({ to: peer(3) });
    expect(bridge.sizes()).toEqual({ here: 0, there: 0 });
  });

  it("forgets a host after 300 s of silence", () => {
    const bridge = new Bridge(self);
    bridge.in(peer(1), host(1), at(0));
    expect(bridge.out(self, host(1), at(299))).toEqual({ to: peer(1) });
    expect(bridge.out(self, host(1), at(300))).toBe("everybody");
    bridge.purge(at(301));
    expect(bridge.sizes()).toEqual({ here: 0, there: 0 });
  });

  it("sends frames to unknown hosts to everybody, at a bounded rate", () => {
    const bridge = new Bridge(self);
    const ways = Array.from({ length: 1000 }, (_, i) => bridge.out(self, host(i), at(0)));
    expect(ways.filter((way) => way === "everybody")).toHaveLength(64);
    expect(bridge.out(self, host(1), at(10))).toBe("everybody");
  });

  it("stays bounded, and one peer cannot crowd out the others", () => {
    const bridge = new Bridge(self);
    bridge.in(peer(1), host(1), at(0));
    for (let i = 2; i < 5000; i++) bridge.in(peer(2), host(i), at(0));
    expect(bridge.sizes()).toEqual({ here: 0, there: 1025 });
    expect(bridge.out(self, host(1), at(1))).toEqual({ to: peer(1) });
    for (let i = 0; i < 20_000; i++) bridge.in(peer(3 + (i % 200)), host(i + 10_000), at(2));
    expect(bridge.sizes().there).toBeLessThanOrEqual(8192);
  });

  it("pauses when hosts seem to be on both sides again and again, and says so once", () => {
    const bridge = new Bridge(self);
    const loop = (second: number) => {
      for (let i = 0; i < 20; i++) {
        bridge.out(host(1), broadcastMac, at(second + i / 100));
        bridge.in(peer(1), host(1), at(second + i / 100));
      }
    };
    loop(0);
    expect(bridge.foundLoop()).toBe(true);
    expect(bridge.foundLoop()).toBe(false);
    expect(bridge.out(host(1), broadcastMac, at(1))).toBe("bridge-loop");
    expect(bridge.in(peer(1), host(2), at(1))).toBe("bridge-loop");
    // The edges themselves still talk.
    expect(bridge.out(self, broadcastMac, at(1))).toBe("everybody");
    expect(bridge.in(peer(1), peer(1), at(1))).toBeUndefined();
    expect(bridge.out(host(1), broadcastMac, at(60))).toBe("everybody");
    loop(61);
    expect(bridge.foundLoop()).toBe(true);
  });

  it("does not take a host that moves now and then for a loop", () => {
    const bridge = new Bridge(self);
    for (let i = 0; i < 100; i++) bridge.in(peer(i % 2), host(1), at(i));
    expect(bridge.foundLoop()).toBe(false);
  });
});

describe("two edges with hosts behind them", () => {
  const ourHost = "06:aa:00:00:00:01" as Mac;
  const theirHost = "06:bb:00:00:00:01" as Mac;
  const open = (address: string) => new SmallNat(address, false, "open", 50_000);
  const world = (bridge: boolean) => {
    const made = new SmallWorld([open("203.0.113.1"), open("203.0.113.2")], { bridge });
    for (const home of made.homes) {
      made.start(home);
      made.pass(2000);
    }
    return made;
  };
  /** Without what the edges themselves announce. */
  const frames = ({ got }: SmallWorld["homes"][number]) =>
    got.map(({ frame }) => frame).filter((frame) => senderOf(frame).startsWith("06:"));
  const targets = (home: SmallWorld["homes"][number]) => frames(home).map(destinationOf);

  it("carry their frames, first to everybody, then by the edge that has the host, at last directly", () => {
    const made = world(true);
    const [alice, bob] = made.homes;
    made.put(alice, ipv4Frame(broadcastMac, ourHost, "192.168.1.1", "192.168.1.2"));
    made.pass(100);
    expect(targets(bob)).toEqual([broadcastMac]);
    for (let i = 0; i < 30; i++) {
      made.put(bob, ipv4Frame(ourHost, theirHost, "192.168.1.2", "192.168.1.1"));
      made.put(alice, ipv4Frame(theirHost, ourHost, "192.168.1.1", "192.168.1.2"));
      made.pass(100);
    }
    expect(targets(alice)).toEqual(Array(30).fill(ourHost));
    expect(targets(bob).filter((to) => to === theirHost)).toHaveLength(30);
    expect(made.direct()).toBe(true);
    expect(made.homes.map(({ edge }) => edge.status().peers.map(({ mac }) => mac))).toEqual([[bob.mac], [alice.mac]]);
    expect(alice.edge.status().bridge).toEqual({ here: 1, there: 1 });
  });

  it("carry nothing to hosts without --bridge", () => {
    const made = world(false);
    const [alice, bob] = made.homes;
    made.put(bob, ipv4Frame(ourHost, theirHost, bob.ip, alice.ip));
    made.pass(1000);
    expect(frames(alice)).toEqual([]);
    expect(alice.edge.status().bridge).toBeUndefined();
  });
});
