import { describe, expect, it, vi } from "vitest";
import { interfaceNotes, type InterfaceState, InterfaceWatch } from "./interface-watch.ts";

const address = { address: "10.50.0.1", prefix: 24 };
const wishes = { device: "n2n0", mac: "02:00:00:00:00:01", mtu: 1290, address };
const right: InterfaceState = { mac: wishes.mac, mtu: 1290, isUp: true, address };
const said = (now: InterfaceState, before: InterfaceState | undefined = right) =>
  interfaceNotes(wishes, before, now).map(({ level, what }) => `${level}: ${what}`);

describe("an interface that somebody else changes", () => {
  it("is no news while it is as it should be, from the first look on", () => {
    expect(interfaceNotes(wishes, undefined, right)).toEqual([]);
    expect(said(right)).toEqual([]);
  });

  const changes: [string, Partial<InterfaceState>, string, string][] = [
    ["down", { isUp: false }, "the interface is down", "the interface is up again"],
    ["MAC", { mac: "02:00:00:00:00:99" }, "the interface has another MAC address", "has its MAC address again"],
    ["MTU", { mtu: 9000 }, "the interface has another MTU", "the interface has another MTU"],
    ["address", { address: { address: "10.50.0.9", prefix: 24 } }, "has another address", "has its address again"],
  ];
  it.each(changes)(
    "%s: a warning when it changes, once, and a word when it is right again",
    (_name, change, bad, good) => {
      const changed = { ...right, ...change };
      expect(said(changed)).toEqual([expect.stringContaining(bad)]);
      expect(said(changed)[0]).toMatch(/^warning/);
      expect(said(changed, changed)).toEqual([]);
      expect(said(right, changed)).toEqual([expect.stringMatching(/^normal/)]);
      expect(said(right, changed)[0]).toContain(good);
    },
  );

  it("is said to be changed, too, where that was so at the first look", () => {
    expect(said({ ...right, mtu: 9000 }, undefined)).toHaveLength(1);
  });

  it("may have any address where a DHCP client gives it", () => {
    const dhcp = { device: wishes.device, mac: wishes.mac, mtu: wishes.mtu };
    expect(interfaceNotes(dhcp, undefined, right)).toEqual([]);
  });
});

it("an interface that was renamed or moved is told of once, and again after it was back", () => {
  vi.useFakeTimers();
  try {
    const said: string[] = [];
    const seen = [right, undefined, undefined, right, undefined];
    const on = { note: ({ what }: { what: string }) => said.push(what), addressed: () => undefined };
    using watch = new InterfaceWatch(wishes, on, () => seen.shift());
    vi.advanceTimersByTime(4000);
    expect(watch).toBeDefined();
    expect([said, seen]).toEqual([
      Array(2).fill("the interface has another name, or is in another network namespace"),
      [],
    ]);
  } finally {
    vi.useRealTimers();
  }
});
