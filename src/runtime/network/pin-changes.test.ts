import { describe, expect, it } from "vitest";
import type { KernelRoute } from "./kernel-routes.ts";
import { pinChanges, type Pins } from "./pin-changes.ts";

const net = (address: string, prefix: number) => ({ address, prefix });
const supernode = "198.51.100.1";
const settings = {
  routes: [{ network: net("0.0.0.0", 0), gateway: "10.0.0.2" }],
  device: "n2n0",
  metric: 5644,
  fixed: [supernode],
};
const connected = [net("10.0.0.5", 24), net("192.168.9.20", 24)];
const router: KernelRoute = { device: "eth0", net: "0.0.0.0/0", via: "192.0.2.1", metric: 100 };
const pinned = (host: string, via = "192.0.2.1"): KernelRoute => ({
  device: "eth0",
  net: `${host}/32`,
  via,
  metric: 5644,
});
const overlay: readonly KernelRoute[] = [
  { device: "n2n0", net: "10.0.0.0/24", metric: 0 },
  { device: "n2n0", net: "0.0.0.0/1", via: "10.0.0.2", metric: 0 },
  { device: "n2n0", net: "128.0.0.0/1", via: "10.0.0.2", metric: 0 },
];

/** A kernel that obeys; the test adds and removes routes. */
function machine(...kernel: KernelRoute[]) {
  let routes: readonly KernelRoute[] = kernel;
  let pins: Pins | undefined;
  const becomes = (...table: KernelRoute[]) => void (routes = table);
  const follow = (...hosts: string[]) => {
    const { lines, pins: after } = pinChanges(pins, settings, { hosts, kernel: routes, connected });
    pins = after;
    for (const [verb, net, via, device] of lines.map((line) => line.split(" ") as [string, string, string, string])) {
      routes = routes.filter((row) => row.net !== net);
      const metric = verb === "add" ? 0 : 5644;
      if (verb !== "del") routes = [...routes, { device, net, ...(via !== "-" && { via }), metric }];
    }
    return lines;
  };
  return { becomes, follow };
}

describe("pins of the overlay's underlay hosts", () => {
  it("peers keep the route by the router, from when they are found until they are gone", () => {
    const { follow } = machine(router, ...overlay, pinned(supernode));
    expect(follow(supernode, "203.0.113.9")).toEqual(["replace 203.0.113.9/32 192.0.2.1 eth0"]);
    expect(follow("203.0.113.9")).toEqual([]);
    expect(follow()).toEqual(["del 203.0.113.9/32 192.0.2.1 eth0"]);
  });

  it("peers outside the networks, or on-link, need none", () => {
    const narrow = { ...settings, routes: [{ network: net("10.9.0.0", 24), gateway: "10.0.0.2" }], fixed: [] };
    const kernel = [router, overlay[0]!, { device: "n2n0", net: "10.9.0.0/24", via: "10.0.0.2", metric: 0 }];
    const lines = (host: string) => pinChanges(undefined, narrow, { hosts: [host], kernel, connected }).lines;
    expect(lines("203.0.113.9")).toEqual([]);
    expect(lines("10.9.0.7")).toEqual(["replace 10.9.0.7/32 192.0.2.1 eth0"]);
    expect(machine(router, ...overlay, pinned(supernode)).follow("192.168.9.7")).toEqual([]);
  });

  it("another router takes over all, including the supernode's", () => {
    const { becomes, follow } = machine(router, ...overlay, pinned(supernode));
    follow("203.0.113.9");
    const other: KernelRoute = { device: "wlan0", net: "0.0.0.0/0", via: "192.0.2.254", metric: 600 };
    becomes(other, ...overlay, pinned(supernode), pinned("203.0.113.9"));
    expect(follow("203.0.113.9")).toEqual([
      `replace ${supernode}/32 192.0.2.254 wlan0`,
      "replace 203.0.113.9/32 192.0.2.254 wlan0",
    ]);
  });

  it("are restored after the kernel removed them with an interface, but not before there is a default route", () => {
    const { becomes, follow } = machine(router, ...overlay, pinned(supernode));
    follow("203.0.113.9");
    becomes(...overlay);
    expect(follow("203.0.113.9")).toEqual([]);
    becomes(router, ...overlay);
    expect(follow("203.0.113.9")).toEqual([
      `replace ${supernode}/32 192.0.2.1 eth0`,
      "replace 203.0.113.9/32 192.0.2.1 eth0",
    ]);
  });

  it("a supernode with a special route keeps it while that exists", () => {
    const near: KernelRoute = { device: "eth1", net: `${supernode}/32`, metric: 5644 };
    const { becomes, follow } = machine(router, ...overlay, near);
    expect(follow()).toEqual([]);
    becomes({ ...router, via: "192.0.2.9" }, ...overlay, near);
    expect(follow()).toEqual([]);
    becomes(router, ...overlay);
    expect(follow()).toEqual([`replace ${supernode}/32 192.0.2.1 eth0`]);
  });

  it("may use a device without a router, such as PPP", () => {
    const ppp: KernelRoute = { device: "ppp0", net: "0.0.0.0/0", metric: 0 };
    const { follow } = machine(ppp, ...overlay, { device: "ppp0", net: `${supernode}/32`, metric: 5644 });
    expect(follow("203.0.113.9")).toEqual(["replace 203.0.113.9/32 - ppp0"]);
    expect(follow()).toEqual(["del 203.0.113.9/32 - ppp0"]);
  });

  it("leave other programs' host routes alone", () => {
    const theirs = { ...pinned("203.0.113.9", "192.0.2.77"), metric: 1 };
    const { follow } = machine(router, ...overlay, pinned(supernode), theirs);
    expect(follow()).toEqual([]);
  });
});

it("routes through the overlay come back with its interface", () => {
  const { becomes, follow } = machine(router, ...overlay, pinned(supernode));
  expect(follow()).toEqual([]);
  becomes(router, pinned(supernode));
  expect(follow()).toEqual([]);
  becomes(router, overlay[0]!, pinned(supernode));
  expect(follow()).toEqual(["add 0.0.0.0/1 10.0.0.2 n2n0", "add 128.0.0.0/1 10.0.0.2 n2n0"]);
  expect(follow()).toEqual([]);
});
