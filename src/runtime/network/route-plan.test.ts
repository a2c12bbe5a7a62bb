import { describe, expect, it } from "vitest";
import { ownRoutesIn } from "./own-routes.ts";
import { contains } from "./ip-net.ts";
import { plannedRoutes, routeChanges, type RouteSurroundings } from "./route-plan.ts";

const net = (address: string, prefix: number) => ({ address, prefix });
const everything = { networks: [net("0.0.0.0", 0)], gateway: "10.0.0.2" };
const now: RouteSurroundings = {
  device: "n2n0",
  physical: { address: "192.168.1.1", device: "eth0" },
  hosts: ["198.51.100.7", "198.51.100.7", "203.0.113.9", "192.168.1.50", "192.168.1.1", "", "?"],
  connected: [net("192.168.1.20", 24), net("10.0.0.1", 24)],
};
const pin = (host: string, via = "192.168.1.1") => ({ net: `${host}/32`, via, dev: "eth0" });
const overlay = (what: string) => ({ net: what, via: "10.0.0.2", dev: "n2n0" });

describe("planned routes", () => {
  it("cover everything except underlay hosts and on-link networks", () => {
    expect(plannedRoutes(everything, now)).toEqual([
      pin("198.51.100.7"),
      pin("203.0.113.9"),
      overlay("0.0.0.0/1"),
      overlay("128.0.0.0/1"),
    ]);
  });

  it("ignore hosts outside the requested networks", () => {
    const wish = { networks: [net("203.0.113.0", 24)], gateway: "10.0.0.2" };
    expect(plannedRoutes(wish, now)).toEqual([pin("203.0.113.9"), overlay("203.0.113.0/24")]);
  });

  it("exempt a host of a connected network from a narrower network that contains it", () => {
    const wish = { networks: [net("192.168.1.48", 28)], gateway: "10.0.0.2" };
    expect(plannedRoutes(wish, now)).toEqual([pin("192.168.1.50"), overlay("192.168.1.48/28")]);
  });

  it("are empty without the overlay, and without a default route", () => {
    expect(plannedRoutes(everything, { ...now, device: undefined })).toEqual([]);
    expect(plannedRoutes(everything, { ...now, physical: undefined })).toEqual([]);
  });
});

describe("changes of routes", () => {
  const plan = plannedRoutes(everything, now);

  it("are all routes at first, none when all exist, and all reversed at the end, exceptions last", () => {
    expect(routeChanges([], plan).map(({ verb, route }) => `${verb} ${route.net}`)).toEqual([
      "replace 198.51.100.7/32",
      "replace 203.0.113.9/32",
      "replace 0.0.0.0/1",
      "replace 128.0.0.0/1",
    ]);
    expect(routeChanges(plan, plan)).toEqual([]);
    expect(routeChanges(plan, []).map(({ verb, route }) => `${verb} ${route.net}`)).toEqual([
      "del 0.0.0.0/1",
      "del 128.0.0.0/1",
      "del 198.51.100.7/32",
      "del 203.0.113.9/32",
    ]);
  });

  it("follow another router by replacing exceptions, and forget hosts that are gone", () => {
    const moved = { ...now, physical: { address: "192.168.1.254", device: "eth0" }, hosts: ["198.51.100.7"] };
    expect(routeChanges(plan, plannedRoutes(everything, moved))).toEqual([
      { verb: "replace", route: pin("198.51.100.7", "192.168.1.254") },
      { verb: "del", route: pin("203.0.113.9") },
    ]);
  });
});

describe("our routes in the kernel", () => {
  it("are those with our metric", () => {
    const rows = [
      { dst: "0.0.0.0/1", gateway: "10.0.0.2", dev: "n2n0", metric: 5644 },
      { dst: "198.51.100.7", gateway: "192.168.1.1", dev: "eth0", metric: 5644 },
      { dst: "198.51.100.7", gateway: "192.168.1.1", dev: "eth0", metric: 5646 },
    ];
    expect(ownRoutesIn(JSON.stringify(rows), 5644)).toEqual([overlay("0.0.0.0/1"), pin("198.51.100.7")]);
    expect(ownRoutesIn("", 5644)).toEqual([]);
  });
});

it("a network contains its hosts, to the last bit", () => {
  expect(contains(net("192.168.5.0", 24), "192.168.5.255")).toBe(true);
  expect(contains(net("192.168.5.0", 24), "192.168.6.0")).toBe(false);
  expect(contains(net("0.0.0.0", 0), "255.255.255.255")).toBe(true);
  expect(contains(net("10.0.0.1", 32), "10.0.0.0")).toBe(false);
});
