import { expect, it } from "vitest";
import { Places } from "./places.ts";

const limits = { connections: 20, perHost: 3, perSite: 6 };
const granted = (addresses: readonly string[], places = new Places(limits)) =>
  addresses.filter((address) => places.take(address)).length;
const many = (address: (n: number) => string) => Array.from({ length: 50 }, (_, n) => address(n + 1));

it("limits the connections of a host, whatever addresses it has", () => {
  expect(granted(many(() => "192.0.2.1"))).toBe(3);
  expect(granted(many((n) => `2001:db8::${n}`))).toBe(3);
  expect(granted(many((n) => (n % 2 === 0 ? "192.0.2.1" : "::ffff:192.0.2.1")))).toBe(3);
});

it("limits those of a site, although it has many networks", () => {
  expect(granted(many((n) => `2001:db8:0:${n}::1`))).toBe(6);
});

it("limits the total, and frees connections", () => {
  const places = new Places(limits);
  expect(granted(many((n) => `192.0.2.${n}`), places)).toBe(20); // prettier-ignore
  places.give("192.0.2.1");
  expect(granted(["192.0.2.99", "192.0.2.98"], places)).toBe(1);
});
