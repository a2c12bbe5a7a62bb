import { describe, expect, it } from "vitest";
import type { Duration } from "../base/instant.ts";
import { alice, bob, ipv4Frame, Rig, supernode } from "./replay/rig.ts";

const other = { address: "198.51.100.2", port: 7654 };
const listed = (...places: readonly { readonly address: string; readonly port: number }[]) =>
  places.map(({ address, port }) => ({ host: address, port }));
const asked = (rig: Rig) => rig.sent("REGISTER_SUPER").map(({ to }) => to);
const left = (rig: Rig) => rig.sent("UNREGISTER_SUPER").map(({ to }) => to);

describe("another list of supernodes", () => {
  it("moves at once to one of them, and leaves the one that is no longer listed", () => {
    const rig = new Rig().registered().feed({ kind: "reconfigured", supernodes: listed(other) });
    expect([left(rig), asked(rig)]).toEqual([[supernode], [other]]);
    rig.acknowledge(other);
    expect(rig.edge.status()).toMatchObject({ registration: "registered", supernode: other });
    expect(rig.edge.status().supernodes.map(({ socket }) => socket)).toEqual([other]);
  });

  it("changes nothing while the current one is on it", () => {
    const rig = new Rig().registered().feed({ kind: "reconfigured", supernodes: listed(other, supernode) });
    expect([left(rig), asked(rig)]).toEqual([[], []]);
    expect(rig.edge.status()).toMatchObject({ registration: "registered", supernode });
  });

  it("stays with the old one until a name of the new list has an address", () => {
    const supernodes = [{ host: "sn.example", port: 7654 }];
    const rig = new Rig().registered().feed({ kind: "reconfigured", supernodes });
    expect(rig.done("resolve").map(({ host }) => host)).toEqual(["sn.example"]);
    rig.feed({ kind: "resolved", host: "sn.example", addresses: [] });
    expect(rig.edge.status()).toMatchObject({ registration: "registered", supernode });
    rig.feed({ kind: "resolved", host: "sn.example", addresses: [other.address] });
    expect([left(rig), asked(rig)]).toEqual([[supernode], [other]]);
  });

  it("keeps trying the old one if it falls silent meanwhile", () => {
    const supernodes = [{ host: "sn.example", port: 7654 }];
    const rig = new Rig().registered().feed({ kind: "reconfigured", supernodes }).wait(60_000);
    expect(new Set(asked(rig))).toEqual(new Set([supernode]));
    expect(rig.edge.status().registration).toBe("silent");
  });

  it("corrects a wrong one without a restart", () => {
    const rig = new Rig({ supernodes: listed(other) }).feed({ kind: "start" }).wait(30_000);
    expect(rig.edge.status().registration).toBe("registering");
    rig.take();
    rig.feed({ kind: "reconfigured", supernodes: listed(supernode) });
    expect(asked(rig)).toEqual([supernode]);
  });
});

it("another interval counts from the next acknowledgement", () => {
  const rig = new Rig().registered();
  rig
    .feed({ kind: "reconfigured", registerEvery: 5_000 as Duration })
    .wait(20_500)
    .acknowledge()
    .take();
  rig.wait(5_500);
  expect(asked(rig)).toHaveLength(1);
});

it("other rules of the filter hold for the next frame", () => {
  const frame = ipv4Frame(bob, alice, "10.50.0.1", "10.50.0.2");
  frame[23] = 1;
  const rig = new Rig().registered().feed({ kind: "frame", frame });
  rig.feed({ kind: "reconfigured", filter: ["10.50.0.1/32,10.50.0.2/32,ICMP-"] }).feed({ kind: "frame", frame });
  expect(rig.sent("PACKET")).toHaveLength(1);
  rig.feed({ kind: "reconfigured", filter: [] }).feed({ kind: "frame", frame });
  expect(rig.sent("PACKET")).toHaveLength(2);
  expect(rig.edge.status().drops).toEqual({ filter: 1 });
});
