import { expect, it } from "vitest";
import { ConfigError } from "../../../src/base/config-error.ts";
import { host, router, type RouterOptions } from "../builders.ts";
import { nat } from "./nat.ts";
import { nat6Written, natWritten } from "./written.ts";

it("takes a NAT by each of its names, and as a value", () => {
  expect(natWritten("portRestricted", "nat")).toBe(nat.portRestricted);
  expect(natWritten("port-restricted", "nat")).toMatchObject({ translates: true });
  expect(natWritten(nat.symmetric, "nat")).toBe(nat.symmetric);
  expect(nat6Written("nptv6", "ipv6")).toMatchObject({ prefix: "rfc6296" });
});

it.each([
  ["symetric", '"symetric" is not a NAT'],
  ["toString", '"toString" is not a NAT'],
  [undefined, "a NAT is missing"],
  [null, "null is not a NAT"],
  [{ mapping: "x" }, '{"mapping":"x"} is not a NAT'],
])("refuses %j in one line with the names that there are", (written, what) => {
  const built = () =>
    router({ nat: written, lan: { alice: host() } } as unknown as RouterOptions<Record<string, never>>);
  expect(built).toThrow(ConfigError);
  expect(built).toThrow(`nat: ${what}; choose from none, fullCone,`);
  expect(() => nat6Written(written, "ipv6")).toThrow(`ipv6: ${what}; choose from ipv6-public,`);
});
