import { expect, it } from "vitest";
import { behindNat64, throughNat64 } from "./nat64.ts";

it("puts an IPv4 address into the last four bytes of a /96, and finds it there (RFC 6052 §2.4)", () => {
  expect(throughNat64("192.0.2.33", "64:ff9b::")).toBe("64:ff9b::c000:221");
  expect(throughNat64("192.0.2.33", "2001:db8:122:344::")).toBe("2001:db8:122:344::c000:221");
  expect(behindNat64("64:ff9b::192.0.2.33", "64:ff9b::")).toBe("192.0.2.33");
  expect(behindNat64("64:ff9b:1::c000:221", "64:ff9b::")).toBeUndefined();
  expect(behindNat64("192.0.2.33", "64:ff9b::")).toBeUndefined();
  expect(behindNat64("not an address", "64:ff9b::")).toBeUndefined();
});
