import { expect, it } from "vitest";
import { commandSystem } from "./command.ts";
import { ours } from "./n2n/ours.ts";
import { tinc } from "./debian/tinc.ts";
import { checkSupported, Unsupported } from "./unsupported.ts";

const wishes = [
  [{ address: "auto" }, /tinc gets no address from its helper/],
  [{ n2n: { transform: "speck", tcp: true } }, /tinc does not have n2n's options transform, tcp/],
  [{ underlay: "IPv6" }, /tinc does not work over IPv6/],
] as const;

it.each(wishes)("a program that cannot do %j says so, with its name", (options, sentence) => {
  expect(() => checkSupported(tinc, options)).toThrow(Unsupported);
  expect(() => checkSupported(tinc, options)).toThrow(sentence);
  expect(() => checkSupported(ours, options)).not.toThrow();
});

it("asks nothing of a command line that it may not support", () => {
  const unknown = commandSystem("./peer");
  expect(() => checkSupported(unknown, {})).not.toThrow();
  expect(() => checkSupported(unknown, { peerToPeer: false })).toThrow(/cannot be made to relay everything/);
  expect(() => checkSupported(unknown, { port: 7000 })).toThrow(/cannot be given a local port/);
});
