import { expect, it } from "vitest";
import { presets } from "../../topology/nat/presets.ts";
import { walk } from "../../topology/walk.ts";
import { homes } from "../testing/homes.ts";
import { withNats } from "./with-nats.ts";

const nats = (...texts: string[]) =>
  [...walk(withNats(homes, texts))].flatMap(({ name, node }) => (node.kind === "router" ? [[name, node.nat, node.builtAs]] : [])); // prettier-ignore

it("gives NATs to routers in their order, or by name", () => {
  const { symmetric, home } = { symmetric: presets.symmetric.nat, home: presets.home.nat };
  const built = presets["full-cone"].nat;
  expect(nats()).toEqual([
    ["homeA", home, undefined],
    ["inner", home, undefined],
    ["homeB", home, built],
  ]);
  expect(nats("symmetric", "inner=full-cone")).toEqual([
    ["homeA", symmetric, undefined],
    ["inner", built, undefined],
    ["homeB", home, built],
  ]);
  // One that is named is built as named.
  expect(nats("homeB=symmetric")[2]).toEqual(["homeB", symmetric, undefined]);
  expect(nats("symmetric,home", "symmetric").map(([, nat]) => nat)).toEqual([symmetric, home, symmetric]);
});

it.each([
  ["a,b,c,d", /--nat d: nets has only homeA, inner, homeB/],
  ["symetric", /--nat symetric: no such NAT; did you mean symmetric/],
  ["homeC=home", /nets has no router homeC; choose from homeA, inner, homeB/],
  ["symmetric,homeA=home", /homeA is given two NATs/],
  ["homeA=", /no such NAT/],
])("refuses %s", (text, why) => {
  expect(() => nats(text)).toThrow(why);
});
