import { expect, it } from "vitest";
import { discoverNat64 } from "./discover-nat64.ts";

const found = (...addresses: string[]) => discoverNat64(async () => addresses.map((address) => ({ address })));

it("finds the prefix of NAT64 in what DNS64 answers (RFC 7050)", async () => {
  expect(await found("64:ff9b::c000:aa")).toBe("64:ff9b::");
  expect(await found("2001:db8::1", "2001:db8:64::192.0.0.171")).toBe("2001:db8:64::");
  expect(await found("2001:db8::1")).toBeUndefined();
  expect(await found()).toBeUndefined();
  expect(await discoverNat64(() => Promise.reject(new Error("ENOTFOUND")))).toBeUndefined();
});
