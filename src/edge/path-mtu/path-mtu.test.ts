import { describe, expect, it } from "vitest";
import { nullMac } from "../../base/address/mac.ts";
import { decode } from "../../wire/codec.ts";
import { type FieldText, type Register, cookies } from "../../wire/message.ts";
import { Rig, alice, bob, bobWan, carol, ipv4Frame, strangerWan } from "../replay/rig.ts";
import { aliceSendsFrame, bobRegisters, directRank } from "../testing/bob.ts";
import { type Home, type NarrowLine, SmallNat, SmallWorld } from "../testing/small-world.ts";

const mtu = 1290;
/** A frame, with the Ethernet header, behind the header of a PACKET. */
const largest = mtu + 14 + 38;
const pathMtu = { mtu, largest };

const narrow: NarrowLine = { most: 1252, fragments: true };

function world(options: { readonly relayed?: boolean; readonly loss?: number; readonly seed?: number } = {}) {
  const { relayed = false, loss = 0, seed = 1 } = options;
  const nats = [new SmallNat("203.0.113.1", false, "port", 50_001), new SmallNat("203.0.113.2", false, "port", 50_002)] as const; // prettier-ignore
  const made = new SmallWorld(nats, { loss, seed, settings: { pathMtu, ...(relayed && { peerToPeer: false }) } });
  return { world: made, alice: made.homes[0], bob: made.homes[1] };
}

function started(options: Parameters<typeof world>[0] & { readonly line?: NarrowLine } = {}) {
  const made = world(options);
  made.alice.line = options.line;
  for (const home of made.world.homes) made.world.start(home);
  return made;
}

const troubles = ({ edge }: Home) =>
  edge.status().problems.filter(({ cause }) => cause === "mtu-black-hole").map(({ facts }) => facts); // prettier-ignore

/** Alice's largest frame to Bob; whether it arrives. */
function carriesFullFrame({ world, alice, bob }: ReturnType<typeof started>): boolean {
  const before = bob.got.length;
  const short = ipv4Frame(bob.mac, alice.mac, alice.ip, bob.ip);
  const frame = new Uint8Array(mtu + 14);
  frame.set(short);
  world.put(alice, frame);
  world.pass(100);
  return bob.got.slice(before).some((one) => one.frame.length === frame.length);
}

describe("with -D", () => {
  it("on a wide line everything stays as it is", () => {
    const made = started();
    made.world.talk(20_000);
    expect(made.world.direct()).toBe(true);
    expect(made.world.homes.map(({ mayFragment }) => mayFragment)).toEqual([false, false]);
    expect(made.world.homes.flatMap(troubles)).toEqual([]);
    expect(carriesFullFrame(made)).toBe(true);
  });

  it.each([
    ["directly", false],
    ["through the supernode", true],
  ])("behind a black hole, full frames pass %s a moment later", (_way, relayed) => {
    const made = started({ line: narrow, relayed });
    made.world.talk(5000);
    expect(made.world.direct()).toBe(!relayed);
    expect(carriesFullFrame(made)).toBe(true);
    expect(made.alice.mayFragment).toBe(true);
    expect(made.bob.mayFragment).toBe(false);
  });

  it("says at which place, and which -M sends no fragments", () => {
    const made = started({ line: narrow });
    made.world.talk(5000);
    // The way to the supernode is the first; then nothing gets lost on the way to Bob.
    expect(troubles(made.alice)).toEqual([
      { supernode: "198.51.100.1:7654", sent: largest, arrives: "up to 1252", fragments: "are allowed until it is tried again", fits: `-M ${1252 - 52}` },
    ]); // prettier-ignore
    expect(troubles(made.bob)).toEqual([]);
  });

  it("says so if fragments get lost as well", () => {
    const made = started({ line: { ...narrow, fragments: false } });
    made.world.talk(10_000);
    expect(troubles(made.alice).map(({ fragments }) => fragments)).toContain("get lost as well");
    expect(carriesFullFrame(made)).toBe(false);
  });

  it("a line that becomes narrow is noticed while it is used", () => {
    const made = started();
    made.world.talk(5000);
    made.alice.line = narrow;
    made.world.talk(70_000);
    expect(made.alice.mayFragment).toBe(true);
    expect(carriesFullFrame(made)).toBe(true);
  });

  it("ten minutes later it is tried without fragments: on a line that is wide by then, there is no problem any more", () => {
    const made = started({ line: narrow });
    made.world.talk(5000);
    made.alice.line = undefined;
    made.world.talk(700_000);
    expect(made.alice.mayFragment).toBe(false);
    expect(troubles(made.alice)).toEqual([]);
  });

  it("and on one that is still narrow, the problem is back within seconds", () => {
    const made = started({ line: narrow });
    made.world.talk(5000);
    const forbidden: number[] = [];
    for (let at = 0; at < 700; at++) {
      made.world.talk(1000);
      if (!made.alice.mayFragment) forbidden.push(at);
    }
    expect(forbidden.length).toBeLessThan(4);
    expect(carriesFullFrame(made)).toBe(true);
  });

  it("on another network it begins anew", () => {
    const made = started({ line: narrow });
    made.world.talk(5000);
    made.alice.line = undefined;
    made.world.roam(made.alice, new SmallNat("203.0.113.3", false, "port", 50_003));
    expect(made.alice.mayFragment).toBe(false);
    expect(troubles(made.alice)).toEqual([]);
    made.world.talk(5000);
    expect(carriesFullFrame(made)).toBe(true);
  });

  it("a line that loses one datagram in ten is not taken for a black hole", () => {
    for (let seed = 1; seed <= 40; seed++) {
      const made = started({ loss: 0.1, seed });
      made.world.talk(10_000);
      expect(made.world.homes.flatMap(troubles), `seed ${seed}`).toEqual([]);
    }
  });
});

describe("what asks a peer", () => {
  /** Alice has a path to Bob. Her questions are the REGISTERs in `raw`. */
  function asking() {
    const rig = new Rig({ pathMtu, localDiscovery: false }).registered();
    aliceSendsFrame(rig);
    bobRegisters(rig, bobWan);
    rig.ack(bobWan, directRank).take();
    return rig.wait(600);
  }

  it("is a REGISTER that any edge acknowledges, with zeros behind it", () => {
    const rig = asking();
    const full = rig.done("send").filter(({ to, bytes }) => to.address === bobWan.address && bytes.length === largest);
    expect(full.length).toBeGreaterThan(1);
    for (const { bytes } of full) {
      const message = decode(bytes) as Register;
      expect(message).toMatchObject({ type: "REGISTER", source: alice, destination: bob });
      // Lower than every rank of a direct path, so that no edge prefers a path because of it.
      expect(message.cookie).toBeGreaterThan(cookies.forwarded);
      expect(message.cookie).toBeLessThan(cookies.portGuess);
    }
  });

  it("an acknowledgement from elsewhere, or by somebody else, proves nothing", () => {
    const rig = asking();
    const { cookie } = rig.sent("REGISTER").at(-1)!.message;
    rig.ack(strangerWan, cookie).ack(bobWan, cookie, carol);
    expect(rig.edge.status().drops["register-ack-unexpected"]).toBe(2);
    rig.ack(bobWan, cookie);
    expect(rig.edge.status().drops["register-ack-unexpected"]).toBe(2);
  });

  it("without an answer to small ones, nothing is concluded", () => {
    const rig = asking().wait(20_000);
    expect(rig.done("fragments")).toEqual([]);
    expect(rig.edge.status().problems.map(({ cause }) => cause)).not.toContain("mtu-black-hole");
  });

  it("can be read by those who hide headers as well", () => {
    const rig = new Rig({ pathMtu, localDiscovery: false, headerEncryption: true }).registered();
    rig.wait(20);
    const [full] = rig.done("send").filter(({ bytes }) => bytes.length === largest);
    expect(rig.headers.open(full!.bytes, rig.now)).toMatchObject({ message: { type: "QUERY_PEER", target: alice } });
  });

  it("a supernode is asked where this edge is, beside a ping", () => {
    const rig = new Rig({ pathMtu, localDiscovery: false }).registered();
    rig.wait(20);
    expect(rig.sent("QUERY_PEER").map(({ message }) => message.target)).toEqual([alice, nullMac]);
    const about = { type: "PEER_INFO", aflags: 0, source: alice, peer: alice, load: 0, uptime: 0, version: "" as FieldText } as const; // prettier-ignore
    rig.relayed({ ...about, socket: { address: "203.0.113.1", port: 50001 } });
    expect(rig.edge.status().drops).toEqual({});
    rig.take();
    rig.wait(5000);
    expect(rig.done("send").filter(({ bytes }) => bytes.length === largest)).toEqual([]);
  });
});
