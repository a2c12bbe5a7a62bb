import { expect, it } from "vitest";
import { hostOf } from "./host.ts";

it.each([
  ["192.0.2.1", "192.0.2.1"],
  ["::ffff:192.0.2.1", "192.0.2.1"],
  ["2001:db8:1:2:3:4:5:6", "20010db800010002"],
  ["2001:db8:1:2::9", "20010db800010002"],
  ["2001:db8::1", "20010db800000000"],
  ["::1", "0000000000000000"],
  ["not an address:", "not an address:"],
])("%s belongs to %s", (address, host) => {
  expect(hostOf(address)).toBe(host);
});
