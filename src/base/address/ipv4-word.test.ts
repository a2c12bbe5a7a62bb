import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ipv4Text, ipv4Word } from "./ipv4-word.ts";

describe("an IPv4 address as a word", () => {
  it("reads what it writes", () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (word) => ipv4Word(ipv4Text(word)) === word));
    expect(ipv4Word("1.2.3.4")).toBe(0x04030201);
  });

  it.each(["", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1..3.4", "2001:db8::1", "1.2.3.4 ", "1.2.3.", "0001.2.3.4"])(
    "is not %s",
    (text) => {
      expect(ipv4Word(text)).toBeUndefined();
    },
  );
});
