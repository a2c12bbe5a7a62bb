import { describe, expect, it } from "vitest";
import { noIpNet } from "../../base/address/endpoint.ts";
import { type Mac, nullMac } from "../../base/address/mac.ts";
import { type Duration, instant, seconds } from "../../base/instant.ts";
import type { CommunityName, FieldText, RegisterSuper } from "../../wire/message.ts";
import type { SupernodeConfig } from "../config.ts";
import { Conversation, type Heard, home, registerSuper, types, wan } from "../replay/conversation.ts";
import { CommunityLeases } from "./community-leases.ts";
import type { AddressLease } from "./lease.ts";
import { type Reservation, Reservations } from "./reservations.ts";
import { leasesText, readLeases } from "./stored.ts";

const day = seconds(86_400);
const nak = "REGISTER_SUPER_NAK";

const keeping = (changes: Partial<SupernodeConfig["leases"]> = {}): Partial<SupernodeConfig> => ({
  leases: { time: day, reservations: new Reservations(), stored: [], ...changes },
});

/** An edge that asks first, then registers, as edges do (fact sheet §10.1). */
class Guest {
  readonly #talk: Conversation;
  readonly #number: number;
  readonly #name: string;
  address = noIpNet;

  constructor(talk: Conversation, number: number, name: string) {
    this.#talk = talk;
    this.#number = number;
    this.#name = name;
  }

  ask(changes: Partial<RegisterSuper> = {}): readonly Heard[] {
    return this.#say({ edge: nullMac, address: noIpNet, ...changes });
  }

  register(changes: Partial<RegisterSuper> = {}): readonly Heard[] {
    return this.#say({ address: this.address, ...changes });
  }

  /** Twice, because one registration may be forged. */
  join(): string {
    this.address = given(this.ask());
    this.register();
    this.#talk.wait(seconds(20));
    this.register();
    return this.address.address;
  }

  leave(): void {
    const { community, edge, auth } = registerSuper(this.#number);
    const farewell = { type: "UNREGISTER_SUPER", ttl: 2, fromSupernode: false, community, source: edge, auth } as const;
    this.#talk.say(wan(this.#number), farewell);
  }

  #say(changes: Partial<RegisterSuper>): readonly Heard[] {
    const asked = registerSuper(this.#number, { description: this.#name as FieldText, ...changes });
    return this.#talk.say(wan(this.#number), asked);
  }
}

/** The next run of the supernode: what it saved goes through the text of the file. */
function restarted(
  talk: Conversation,
  changes: Partial<SupernodeConfig["leases"]> = {},
  pause = seconds(5),
): Conversation {
  const stored = readLeases(leasesText(talk.supernode.storedLeases(talk.now)!));
  return new Conversation(keeping({ stored, ...changes }), (talk.now + pause) as typeof talk.now);
}

describe("an address", () => {
  it("is kept for an edge that is gone, and given to it again by its token, whatever its name is then", () => {
    const talk = new Conversation(keeping());
    const alice = new Guest(talk, 1, "laptop");
    const first = alice.join();
    alice.leave();
    const bob = new Guest(talk, 2, "laptop-2");
    bob.join();
    talk.wait(seconds(3600));
    expect(given(alice.ask({ description: "renamed" as FieldText })).address).toBe(first);
  });

  it("is given to an edge that crashed and asks while its entry is still there", () => {
    const talk = new Conversation(keeping());
    const alice = new Guest(talk, 1, "laptop");
    expect(given((alice.join(), alice.ask())).address).toBe(alice.address.address);
  });

  it("goes to whoever has the same description once nobody uses it: the reference draws a token at each start", () => {
    const talk = new Conversation(keeping());
    const before = new Guest(talk, 1, "laptop");
    const address = before.join();
    const other = new Guest(talk, 2, "laptop");
    expect(other.join()).not.toBe(address);
    before.leave();
    expect(new Guest(talk, 3, "laptop").join()).toBe(address);
  });

  it("is drawn for nobody else until its time is over", () => {
    const subnet = withTwoAddresses();
    const alice = new Guest(subnet, 1, "a");
    const address = alice.join();
    alice.leave();
    const other = new Guest(subnet, 2, "b").join();
    expect(other).not.toBe(address);
    // Of two addresses both are gone: the one that is unused the longest is given up.
    expect(new Guest(subnet, 3, "c").join()).toBe(address);
  });

  it("is kept for another time from when the operator says so", () => {
    const talk = new Conversation(keeping());
    const alice = new Guest(talk, 1, "laptop");
    alice.join();
    alice.leave();
    talk.tell({ kind: "lease time", time: seconds(600) });
    const kept = () => talk.supernode.storedLeases(talk.now)!.flatMap(({ leases }) => leases);
    talk.wait(seconds(500));
    expect(kept()).toHaveLength(1);
    talk.wait(seconds(200));
    expect(kept()).toEqual([]);
  });

  it("of a registration that may be forged is not kept", () => {
    const talk = new Conversation(keeping());
    const alice = new Guest(talk, 1, "laptop");
    alice.address = given(alice.ask());
    alice.register();
    talk.wait(seconds(600));
    expect(talk.supernode.status().leases).toEqual([]);
  });

  it("is never kept for one that chose it by -a", () => {
    const talk = new Conversation(keeping());
    const alice = new Guest(talk, 1, "laptop");
    alice.address = { address: "10.9.9.9", prefix: 24 };
    alice.register();
    talk.wait(seconds(20));
    alice.register();
    alice.leave();
    expect(talk.supernode.status().leases).toEqual([]);
  });

  it("is forgotten when its time is over", () => {
    const talk = new Conversation(keeping({ time: seconds(600) }));
    const alice = new Guest(talk, 1, "laptop");
    alice.join();
    alice.leave();
    expect(talk.supernode.status().leases).toMatchObject([{ state: "kept", description: "laptop" }]);
    talk.wait(seconds(700));
    expect(talk.supernode.storedLeases(talk.now)).toEqual([]);
  });
});

describe("after a restart of the supernode", () => {
  it("the edges have the same addresses, and nobody draws one before its edge is back", () => {
    const before = new Conversation(keeping());
    const alice = new Guest(before, 1, "laptop").join();
    const talk = restarted(before);
    const thief = new Guest(talk, 2, "laptop");
    expect(given(thief.ask()).address).not.toBe(alice);
    expect(given(new Guest(talk, 1, "laptop").ask()).address).toBe(alice);
  });

  it("an edge that does not come back has its address kept, but is not said to use it", () => {
    const before = new Conversation(keeping());
    new Guest(before, 1, "laptop").join();
    const talk = restarted(before);
    talk.wait(seconds(120));
    new Guest(talk, 2, "other").ask();
    const [community] = talk.supernode.storedLeases(talk.now)!;
    expect(community!.leases).toMatchObject([{ isInUse: false }]);
  });

  it("a community has the same network, whoever registers first", () => {
    const range = { addressRange: { first: "10.0.0.0", last: "10.0.1.0", prefix: 24 } };
    const networkOf = (talk: Conversation, community: string) =>
      given(new Guest(talk, 1, "x").ask({ community: community as CommunityName })).address.split(".")[2];
    const before = new Conversation({ ...keeping(), ...range });
    const join = (number: number, community: string) => {
      const edge = new Guest(before, number, "x");
      const named = { community: community as CommunityName };
      edge.address = given(edge.ask(named));
      edge.register(named);
      before.wait(seconds(20));
      edge.register(named);
      return edge.address.address.split(".")[2];
    };
    const [one, two] = [join(1, "one"), join(2, "two")];
    expect(one).not.toBe(two);
    const stored = before.supernode.storedLeases(before.now)!;
    const after = (names: readonly string[]) => {
      const talk = new Conversation({ ...keeping({ stored }), ...range }, before.now);
      return names.map((name) => networkOf(talk, name));
    };
    expect(after(["one", "two"])).toEqual([one, two]);
    expect(after(["two", "one"])).toEqual([two, one]);
    // A third community needs one of the two: then that one's addresses are given up, not refused for ever.
    expect(new Set(after(["three", "one"])).size).toBe(2);
  });

  it("leases from a clock that was ahead end in their time", () => {
    const before = new Conversation(keeping());
    const alice = new Guest(before, 1, "laptop");
    alice.join();
    alice.leave();
    const talk = restarted(before, {}, -86_400_000 as Duration);
    const seen = talk.supernode.storedLeases(talk.now)!.flatMap(({ leases }) => leases.map(({ lastSeen }) => lastSeen));
    expect(seen).toEqual([talk.now]);
  });
});

describe("a reservation", () => {
  const reserved = (who: Reservation["who"], address = "10.222.244.77") =>
    keeping({ reservations: new Reservations([{ community: home, address, who }]) });
  const ownNetwork = (talk: Conversation) =>
    given(new Guest(talk, 9, "probe").ask())
      .address.split(".")
      .slice(0, 3)
      .join(".");
  const network = ownNetwork(new Conversation());

  it("by description is given at once, and to nobody else", () => {
    const address = `${network}.77`;
    const talk = new Conversation(reserved({ description: "printer" as FieldText }, address));
    expect(new Guest(talk, 1, "printer").join()).toBe(address);
    expect(new Guest(talk, 2, "printer").join()).not.toBe(address);
  });

  it("by MAC address: an edge asks without it, is refused once, and gets it when it asks again", () => {
    const address = `${network}.77`;
    const { edge } = registerSuper(1);
    const talk = new Conversation(reserved({ mac: edge }, address));
    const alice = new Guest(talk, 1, "laptop");
    alice.address = given(alice.ask());
    expect(types(alice.register())).toEqual([nak]);
    expect(alice.join()).toBe(address);
  });

  it("by MAC address: an edge that does not ask again keeps what it was offered", () => {
    const talk = new Conversation(reserved({ mac: registerSuper(1).edge }, `${network}.77`));
    const alice = new Guest(talk, 1, "laptop");
    alice.address = given(alice.ask());
    alice.register();
    expect(types(alice.register())).toEqual(["REGISTER_SUPER_ACK"]);
  });

  it("outside the community's network is a problem that the status names", () => {
    const talk = new Conversation(reserved({ description: "printer" as FieldText }, "192.0.2.7"));
    new Guest(talk, 1, "printer").join();
    expect(talk.supernode.status().problems).toMatchObject([
      { cause: "reservation-outside", facts: { address: "192.0.2.7" } },
    ]);
  });

  it("is not drawn for others, even if all other addresses are taken", () => {
    const range = { addressRange: { first: "10.0.0.0", last: "10.0.0.0", prefix: 30 } };
    const talk = new Conversation({ ...reserved({ mac: "02:00:00:00:aa:aa" as Mac }, "10.0.0.2"), ...range });
    expect(new Guest(talk, 1, "a").join()).toBe("10.0.0.1");
    expect(types(new Guest(talk, 2, "b").ask())).toEqual([nak]);
  });
});

describe("the table", () => {
  const leaseOf = (number: number, isInUse: boolean): AddressLease => ({
    address: `10.0.${number >> 8}.${number & 255}`,
    mac: `02:00:00:00:${hexByte(number >> 8)}:${hexByte(number & 255)}` as Mac,
    description: "x" as FieldText,
    identity: "",
    lastSeen: instant(number),
    isInUse,
  });

  it("of one community gives up those unused the longest, and takes no more than it may", () => {
    const leases = new CommunityLeases();
    for (let number = 0; number < 5000; number++) leases.set(leaseOf(number, false));
    expect(leases.size).toBe(4096);
    expect(leases.at("10.0.0.0")).toBeUndefined();
    expect(leases.at(leaseOf(4999, false).address)).toBeDefined();
  });

  it("of one community keeps those in use when more come", () => {
    const leases = new CommunityLeases();
    for (let number = 0; number < 5000; number++) leases.set(leaseOf(number, true));
    expect([leases.size, leases.at("10.0.0.0")?.isInUse]).toEqual([4096, true]);
  });
});

const hexByte = (value: number) => value.toString(16).padStart(2, "0");

const withTwoAddresses = () =>
  new Conversation({ ...keeping(), addressRange: { first: "10.0.0.0", last: "10.0.0.0", prefix: 30 } });

function given([heard]: readonly Heard[]) {
  const { message } = heard!;
  if (!("type" in message) || message.type !== "REGISTER_SUPER_ACK") throw new Error(JSON.stringify(message));
  return message.address;
}
