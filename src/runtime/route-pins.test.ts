import { expect, it } from "vitest";
import { pinChanges } from "./route-pins.ts";

const net = (address: string, prefix: number) => ({ address, prefix });
const physical = { address: "192.0.2.1", device: "eth0" };
const connected = [net("10.0.0.5", 24)];
const settings = { networks: [net("0.0.0.0", 0)], device: "n2n0", fixed: ["198.51.100.1"] };

it("peers keep the way by the router, from when they are found until they are gone", () => {
  const found = pinChanges([], ["198.51.100.1", "203.0.113.9"], settings, physical, connected);
  expect(found.lines).toEqual(["replace 203.0.113.9/32 192.0.2.1 eth0"]);
  const same = pinChanges(found.pins, ["203.0.113.9"], settings, physical, connected);
  expect(same.lines).toEqual([]);
  expect(pinChanges(same.pins, [], settings, physical, connected).lines).toEqual(["del 203.0.113.9/32 192.0.2.1 eth0"]);
});

it("peers outside the networks, or near, need none", () => {
  const narrow = { ...settings, networks: [net("10.9.0.0", 24)] };
  expect(pinChanges([], ["203.0.113.9"], narrow, physical, connected).lines).toEqual([]);
  expect(pinChanges([], ["10.9.0.7"], narrow, physical, connected).lines).toEqual([
    "replace 10.9.0.7/32 192.0.2.1 eth0",
  ]);
  expect(pinChanges([], ["10.0.0.7"], settings, physical, connected).lines).toEqual([]);
});

it("another router takes them all", () => {
  const { pins } = pinChanges([], ["203.0.113.9"], settings, physical, connected);
  const moved = pinChanges(pins, ["203.0.113.9"], settings, { address: "192.0.2.254", device: "wlan0" }, connected);
  expect(moved.lines).toEqual(["replace 203.0.113.9/32 192.0.2.254 wlan0"]);
});
