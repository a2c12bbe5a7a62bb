import { describe, expect, it } from "vitest";
import { nullMac } from "../base/address/mac.ts";
import { seededRandom } from "../base/random.ts";
import { makeTransform } from "../seal/ciphers/make-transform.ts";
import type { Transform } from "../seal/ciphers/transform.ts";
import { encode } from "../wire/codec.ts";
import type { CommunityName } from "../wire/message.ts";
import { bobInfo, bobPacket, bobFrame } from "./testing/bob.ts";
import { Rig, alice, bob, bobWan, strangerWan, supernode } from "./replay/rig.ts";
import { transformText } from "./problems.ts";

const transform = (name: Transform["name"], key = "secret") => makeTransform(name, key, seededRandom(7));

/** Bob's frame, in his transform. */
function fromBob(rig: Rig, his: Transform, times = 3): Rig {
  for (let i = 0; i < times; i++) {
    rig.receive(bobWan, { ...bobPacket, transform: his.id, payload: his.seal(bobFrame) });
  }
  return rig;
}

const warnings = (rig: Rig) => rig.done("note").flatMap(({ note }) => (note.level === "warning" ? [note] : []));
const problems = (rig: Rig) => rig.edge.status().problems;

describe("a peer whose frames cannot be read is named, with what was expected and what was received", () => {
  it.each([
    ["another cipher", "aes", "chacha20", "other-cipher"],
    ["no key there", "aes", "null", "no-key-there"],
    ["no key here", "null", "speck", "no-key-here"],
  ] as const)("%s", (_, ours, his, cause) => {
    const rig = new Rig({ transform: transform(ours) }).registered();
    fromBob(rig, transform(his));
    const [expected, got] = [transform(ours).id, transform(his).id].map(transformText);
    expect(warnings(rig)).toMatchObject([{ what: cause, with: { peer: bob, expected, got } }]);
    expect(problems(rig)).toMatchObject([{ cause, who: bob, count: 3 }]);
  });

  it.each(["aes", "twofish", "chacha20", "speck"] as const)("another key with %s", (cipher) => {
    const rig = new Rig({ transform: transform(cipher) }).registered();
    fromBob(rig, transform(cipher, "other"));
    expect(warnings(rig)).toMatchObject([{ what: "other-key", with: { peer: bob } }]);
  });

  it("one damaged frame is not a problem", () => {
    const rig = new Rig({ transform: transform("aes") }).registered();
    fromBob(rig, transform("aes", "other"), 1);
    expect(warnings(rig)).toEqual([]);
    expect(problems(rig)).toEqual([]);
  });

  it("until its frames can be read", () => {
    const rig = new Rig({ transform: transform("aes") }).registered();
    fromBob(rig, transform("chacha20"));
    fromBob(rig, transform("aes"), 1);
    expect(problems(rig)).toEqual([]);
  });

  it("a compression that this edge does not have", () => {
    const rig = new Rig().registered();
    for (let i = 0; i < 2; i++) rig.receive(bobWan, { ...bobPacket, compression: 3, payload: bobFrame });
    expect(warnings(rig)).toMatchObject([{ what: "no-decompression", with: { peer: bob, compression: 3 } }]);
  });
});

it("another community name is shown beside ours", () => {
  const rig = new Rig().registered();
  rig.receive(bobWan, { ...bobPacket, payload: bobFrame, community: "Edgex" as CommunityName } as never);
  expect(warnings(rig)).toMatchObject([{ what: "other-community", with: { expected: "edgex", got: "Edgex" } }]);
});

it.each([
  ["neighbours", []],
  ["EDGEX", ["other-community"]],
])("community %s on the same network is a problem only if its name is nearly ours", (community, causes) => {
  const rig = new Rig().registered();
  const bytes = encode({
    ...bobPacket,
    payload: bobFrame,
    community: community as CommunityName,
    ttl: 2,
    fromSupernode: false,
  });
  rig.feed({ kind: "datagram", from: bobWan, bytes, multicast: true });
  expect(problems(rig).map(({ cause }) => cause)).toEqual(causes);
});

describe("a refusal of what was ours a moment ago", () => {
  const refused = (rig: Rig, mac = alice) => {
    const { cookie } = rig.sent("REGISTER_SUPER").at(-1)!.message;
    const auth = { scheme: 0, token: new Uint8Array() };
    rig.relayed({ type: "REGISTER_SUPER_NAK", cookie, refused: mac, auth });
    return problems(rig).map(({ cause }) => cause);
  };

  it("names the machine that shares our MAC address, until we are accepted again", () => {
    const rig = new Rig().registered().wait(20_500);
    expect(refused(rig)).toEqual(["two-machines"]);
    rig.wait(5000).acknowledge();
    expect(problems(rig)).toEqual([]);
  });

  it("is an ordinary one for an edge that was never accepted", () => {
    expect(refused(new Rig().feed({ kind: "start" }))).toEqual(["refused"]);
  });

  it("is a lack of addresses for an edge that asked for one", () => {
    const rig = new Rig({ address: "auto" }).feed({ kind: "start" });
    expect(refused(rig, nullMac)).toEqual(["no-address"]);
  });

  it("is an ordinary one if the address has changed since, because another edge may hold it", () => {
    const rig = new Rig().registered().wait(5_000);
    rig.feed({ kind: "addressed", address: { address: "10.50.0.77", prefix: 24 } });
    expect(refused(rig)).toEqual(["refused"]);
  });

  it("is an ordinary one at another supernode, which did not know us", () => {
    const supernodes = [supernode, strangerWan].map(({ address, port }) => ({ host: address, port }));
    const rig = new Rig({ supernodes }).registered();
    const asked = () => {
      const last = rig.sent("REGISTER_SUPER").at(-1);
      return last?.to !== "group" && last?.to.address === strangerWan.address ? last : undefined;
    };
    for (let seconds = 0; asked() === undefined && seconds < 60; seconds++) rig.wait(1000);
    const last = asked()!;
    const auth = { scheme: 0, token: new Uint8Array() };
    rig.receive(strangerWan, { type: "REGISTER_SUPER_NAK", cookie: last.message.cookie, refused: alice, auth }, true);
    expect(problems(rig).map(({ cause }) => cause)).toContain("refused");
  });
});

describe("a supernode that refuses again and again", () => {
  const auth = { scheme: 0, token: new Uint8Array() };
  const refuse = (rig: Rig, times: number) => {
    const asked: string[] = [];
    for (let i = 0; i < times; i++) {
      const { to, message } = rig.sent("REGISTER_SUPER").at(-1)!;
      if (to === "group") throw new Error("a registration to all");
      asked.push(to.address);
      rig.receive(to, { type: "REGISTER_SUPER_NAK", cookie: message.cookie, refused: alice, auth }, true).wait(4_500);
    }
    return asked;
  };

  it.each(["udp", "tcp"] as const)("is not silent, and its connection not dead (%s)", (transport) => {
    const rig = new Rig({ transport }).feed({ kind: "start" });
    refuse(rig, 14);
    expect(problems(rig).map(({ cause, count }) => [cause, count])).toEqual([["refused", 14]]);
    expect(rig.done("reconnect")).toEqual([]);
    expect(rig.edge.status().registration).toBe("refused");
  });

  it("is left for another one", () => {
    const supernodes = [supernode, strangerWan].map(({ address, port }) => ({ host: address, port }));
    expect(new Set(refuse(new Rig({ supernodes }).feed({ kind: "start" }).wait(3000), 8)).size).toBe(2);
  });

  it("does not count as one that we are registered with, until it accepts us", () => {
    const rig = new Rig().registered().wait(20_500);
    refuse(rig, 1);
    expect(rig.edge.status().registration).toBe("refused");
    expect(rig.edge.status().supernodes[0]!.state).toBe("waiting");
    expect(rig.done("groups").at(-1)).toMatchObject({ mayBeRelayed: false });
    rig.acknowledge();
    expect(rig.edge.status().registration).toBe("registered");
    expect(rig.done("groups").at(-1)).toMatchObject({ mayBeRelayed: true });
  });

  it("is refusing for the same reason as at first", () => {
    const rig = new Rig().registered().wait(20_500);
    refuse(rig, 40);
    expect(problems(rig).map(({ cause }) => cause)).toEqual(["two-machines"]);
  });

  it("is silent if it sends nothing more", () => {
    const rig = new Rig().feed({ kind: "start" });
    refuse(rig, 1);
    expect(problems(rig.wait(40_000)).map(({ cause }) => cause)).toContain("supernode-silent");
  });
});

describe("a supernode that does not answer", () => {
  const silent = (config: ConstructorParameters<typeof Rig>[0] = {}) => {
    const rig = new Rig(config).feed({ kind: "start" });
    return rig.wait(30_000);
  };
  const check = (rig: Rig) => String(warnings(rig).find(({ what }) => what === "supernode-silent")!.with!["check"]);

  it("is reported with what this edge cannot rule out", () => {
    expect(check(silent())).toBe(
      "its address and port are right (-l); UDP passes on the way, both directions; its community list, if it has one, " +
        'allows community "edgex"; no other edge of community "edgex" uses -H',
    );
  });

  it("with encrypted headers: the clocks too, and the community's name stays secret", () => {
    const text = check(silent({ headerEncryption: true }));
    expect(text).toContain("both clocks agree within 16 s");
    expect(text).not.toContain("edgex");
  });

  it("that has answered before is not suspected of a wrong address", () => {
    const rig = new Rig().registered().wait(60_000);
    expect(check(rig)).toMatch(/^it still runs; nothing on the way stopped passing UDP;/);
  });

  it("is not shown as registered with", () => {
    const rig = new Rig().registered();
    expect(rig.edge.status().supernodes[0]!.state).toBe("registered");
    rig.wait(60_000);
    expect(rig.edge.status()).toMatchObject({ registration: "silent", supernodes: [{ state: "waiting" }] });
  });

  it("is no longer a problem once it answers", () => {
    const rig = silent();
    rig.acknowledge();
    expect(problems(rig)).toEqual([]);
  });
});

it("a refusal names what is in use, and at which supernode", () => {
  const rig = new Rig().feed({ kind: "start" });
  const { cookie } = rig.sent("REGISTER_SUPER")[0]!.message;
  rig.relayed({ type: "REGISTER_SUPER_NAK", cookie, refused: alice, auth: { scheme: 0, token: new Uint8Array() } });
  const facts = { supernode: `${supernode.address}:${supernode.port}`, address: "10.50.0.1", mac: alice };
  expect(warnings(rig)).toMatchObject([{ what: "refused", with: facts }]);
});

it("no message of a healthy edge is a problem", () => {
  const rig = new Rig().registered();
  bobInfo(rig, bobWan);
  fromBob(rig, transform("null"));
  expect(problems(rig)).toEqual([]);
});

describe("frames that the datapath opens", () => {
  const traffic = { kind: "traffic", peer: bob, sent: 0, direct: 0, relayed: 0 } as const;
  const withBob = () => fromBob(new Rig({ transform: transform("aes") }).registered(), transform("aes"), 1);

  it("under another key are reported as well, and so is the end of the problem", () => {
    const rig = withBob();
    rig.feed({ ...traffic, unsealed: true }).feed({ ...traffic, unsealed: true });
    expect(warnings(rig)).toMatchObject([{ what: "other-key", with: { peer: bob } }]);
    rig.feed({ ...traffic, relayed: 1 });
    expect(problems(rig)).toEqual([]);
  });
});
