import { expect, it } from "vitest";
import { Access } from "./access.ts";

const owner = { isTrusted: () => true };
const stranger = { isTrusted: () => false };

it("any user may read, unless the password is wrong", () => {
  const access = new Access(undefined);
  expect([undefined, "n2n", "", "n2n "].map((given) => access.mayRead(given))).toEqual([true, true, false, false]);
});

it("the default password works only for the owner", () => {
  const access = new Access(undefined);
  expect(access.mayChange("n2n", owner)).toBe(true);
  expect(access.mayChange("n2n", stranger)).toBe(false);
  expect(access.mayChange(undefined, owner)).toBe(false);
  expect(new Access("n2n").mayChange("n2n", stranger)).toBe(false);
});

it("a configured password works for anyone who knows it", () => {
  const access = new Access("s3cret");
  expect(access.mayChange("s3cret", stranger)).toBe(true);
  expect(access.mayChange("n2n", owner)).toBe(false);
  expect(access.mayRead("n2n")).toBe(false);
});

it("plain commands work only for the owner", () => {
  const access = new Access("s3cret");
  expect([access.mayCommand(owner), access.mayCommand(stranger)]).toEqual([true, false]);
});
