import { describe, expect, it } from "vitest";
import { fromHex } from "../base/bytes.ts";
import { instant } from "../base/instant.ts";
import { Epoch } from "./epoch.ts";
import { recorded } from "./testing/recorded.ts";
import { natPmpRouter, pcpRouter, RouterRig, upnpRouter, wanted } from "./testing/router-rig.ts";

const want = { kind: "want", wanted } as const;
const stop = { kind: "stop" } as const;
const lifetimes = (rig: RouterRig) =>
  rig.done("send").map(({ bytes }) => (bytes.length === 60 ? Buffer.from(bytes).readUInt32BE(4) : undefined));

describe("a port mapper", () => {
  it("uses the first protocol that grants a mapping", () => {
    expect(new RouterRig(pcpRouter()).feed(want).mapped).toEqual(["pcp 198.16.1.1:6001"]);
    expect(new RouterRig(natPmpRouter).feed(want).mapped).toEqual(["nat-pmp 198.16.1.1:6001"]);
    expect(new RouterRig(upnpRouter()).feed(want).wait(10_000).mapped).toEqual(["upnp 198.16.1.1:6001"]);
  });

  it("renews at half the lifetime, without reporting it again", () => {
    const rig = new RouterRig(pcpRouter()).feed(want).wait(299_000);
    expect(lifetimes(rig)).toEqual([600]);
    rig.wait(2000);
    expect(lifetimes(rig)).toEqual([600, 600]);
    expect(rig.mapped).toHaveLength(1);
  });

  it("asks again for the port that was granted", () => {
    const rig = new RouterRig(pcpRouter(undefined, 600, 7777)).feed(want).wait(301_000);
    expect(rig.mapped).toEqual(["pcp 198.16.1.1:7777"]);
    expect(Buffer.from(rig.done("send")[1]!.bytes).readUInt16BE(42)).toBe(7777);
  });

  it.each([
    ["pcp", pcpRouter()],
    ["nat-pmp", natPmpRouter],
    ["upnp", upnpRouter()],
  ])("deletes a mapping by %s at the end", (_, behaviour) => {
    const rig = new RouterRig(behaviour).feed(want).wait(10_000).feed(stop);
    expect(rig.done("unmapped")).toHaveLength(1);
    expect(rig.done("stopped")).toHaveLength(1);
    expect(rig.done("note").at(-1)!.note.what).toBe("port mapping deleted");
    expect(rig.machine.nextWake()).toBeUndefined();
  });

  it("does not wait long for a dead router when stopping", () => {
    const rig = new RouterRig(pcpRouter()).feed(want);
    rig.behaviour = {};
    rig.feed(stop).wait(1900);
    expect(rig.done("stopped")).toHaveLength(1);
    expect(rig.done("note").at(-1)!.note.what).toBe("port mapping left behind");
  });

  it("deletes before it asks for another port", () => {
    const rig = new RouterRig(natPmpRouter).feed(want);
    rig.feed({ kind: "want", wanted: { ...wanted, port: 6009 } });
    expect(rig.mapped).toEqual(["nat-pmp 198.16.1.1:6001", "nat-pmp 198.16.1.1:6009"]);
    expect(rig.done("note").map(({ note }) => note.what)).toContain("port mapping deleted");
  });

  it("gives up a router that it can no longer reach, and asks the next", () => {
    const rig = new RouterRig(pcpRouter()).feed(want);
    rig.behaviour = {};
    rig.feed({ kind: "want", wanted: { ...wanted, gateway: "10.0.0.1" } });
    expect(rig.done("unmapped")).toHaveLength(1);
    expect(rig.done("send").at(-1)!.to.address).toBe("10.0.0.1");
  });

  it("tries again if no protocol grants a mapping, less and less often", () => {
    const rig = new RouterRig({}).feed(want).wait(3_600_000);
    const tries = rig.done("note").filter(({ note }) => note.level === "warning");
    expect(tries.length).toBeGreaterThan(5);
    expect(tries.length).toBeLessThan(15);
  });

  it("notices at once when the router restarts, and asks again", () => {
    const start = { at: 1_000_000 };
    const rig = new RouterRig(pcpRouter(start)).feed(want).wait(100_000);
    start.at = rig.now;
    const announcement = fromHex(`02800000${"0".repeat(40)}`);
    rig.feed({ kind: "datagram", from: { address: wanted.gateway, port: 5351 }, bytes: announcement });
    expect(lifetimes(rig)).toEqual([600, 600]);
    rig.feed({ kind: "datagram", from: { address: wanted.gateway, port: 5351 }, bytes: announcement });
    expect(lifetimes(rig)).toEqual([600, 600]);
  });

  it("notices it by NAT-PMP as well", () => {
    const rig = new RouterRig(natPmpRouter).feed(want).wait(100_000);
    const before = rig.done("send").length;
    const bytes = fromHex(recorded.natPmpAddress);
    rig.feed({ kind: "datagram", from: { address: wanted.gateway, port: 5351 }, bytes });
    expect(rig.done("send").length).toBeGreaterThan(before);
  });

  it("keeps asking while the lease lasts, then reports that it is gone", () => {
    const rig = new RouterRig(pcpRouter()).feed(want);
    rig.behaviour = {};
    rig.wait(500_000);
    expect(rig.done("unmapped")).toHaveLength(0);
    rig.wait(110_000);
    expect(rig.done("unmapped")).toHaveLength(1);
    rig.behaviour = pcpRouter();
    rig.wait(120_000);
    expect(rig.mapped).toHaveLength(2);
  });

  it("accepts only the router's datagrams, and counts others", () => {
    const rig = new RouterRig({}).feed(want);
    const bytes = Buffer.from(pcpRouter().datagram!(rig.done("send")[0]!.bytes, 5351, rig.now) as Buffer);
    rig.feed({ kind: "datagram", from: { address: "192.168.1.66", port: 5351 }, bytes });
    rig.feed({ kind: "datagram", from: { address: wanted.gateway, port: 5352 }, bytes });
    expect(rig.mapped).toEqual([]);
    const stale = Buffer.from(bytes);
    stale[30]! ^= 1;
    rig.feed({ kind: "datagram", from: { address: wanted.gateway, port: 5351 }, bytes: stale });
    expect(rig.mapped).toEqual([]);
    expect(rig.machine.dropped).toBe(3);
    rig.feed({ kind: "datagram", from: { address: wanted.gateway, port: 5351 }, bytes });
    expect(rig.mapped).toEqual(["pcp 198.16.1.1:6001"]);
  });
});

describe("a router that speaks UPnP", () => {
  it("is not searched again for a renewal", () => {
    const rig = new RouterRig(upnpRouter(), ["upnp"]).feed(want).wait(301_000);
    expect(rig.done("fetch").map(({ request }) => request.method)).toEqual(["GET", "POST", "POST", "POST", "POST"]);
    expect(rig.done("send").every(({ to }) => to.port === 1900)).toBe(true);
    expect(rig.done("send")).toHaveLength(4);
  });

  it("may support only permanent leases", () => {
    const rig = new RouterRig(upnpRouter([725]), ["upnp"]).feed(want);
    expect(rig.done("mapped")[0]!.lease).toEqual({ by: "upnp", external: { address: "198.16.1.1", port: 6001 } });
  });

  it("is asked for another port if ours is taken, a few times", () => {
    const rig = new RouterRig(upnpRouter([718, 718]), ["upnp"]).feed(want);
    expect(rig.done("mapped")[0]!.lease.external.port).toBeGreaterThanOrEqual(49_152);
    const full = new RouterRig(upnpRouter(Array<number>(20).fill(718)), ["upnp"]).feed(want);
    expect(full.mapped).toEqual([]);
    expect(full.done("fetch")).toHaveLength(8);
  });
});

describe("an epoch", () => {
  const at = (seconds: number) => instant(seconds * 1000);
  it.each([
    ["counts on", 100, 0, 150, 50, false],
    ["is slightly slow", 100, 0, 194, 100, false],
    ["went back", 100, 0, 3, 50, true],
    ["stood still", 100, 0, 101, 50, true],
    ["ran away", 100, 0, 200, 50, true],
  ])("that %s", (_, first, firstAt, second, secondAt, forgot) => {
    const epoch = new Epoch();
    expect(epoch.heard(first, at(firstAt))).toBe(false);
    expect(epoch.heard(second, at(secondAt))).toBe(forgot);
  });
});
