import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ipText } from "../../../src/base/address/ip.ts";
import { addressSum, translatePrefix } from "./npt.ts";

const inside = "fd4e:324e:0:7::";
const outside = "2001:db8:2:7::";
const text = (words: readonly number[]) => ipText(Uint8Array.from(words.flatMap((word) => [word >> 8, word & 0xff])));
const word = fc.oneof(fc.constantFrom(0, 1, 0xfffe, 0xffff), fc.integer({ min: 0, max: 0xffff }));
const host = fc
  .array(word, { minLength: 4, maxLength: 4 })
  .filter((words) => words.some((value) => value !== 0xffff))
  .map((words) => text([0xfd4e, 0x324e, 0, 7, ...words]));

describe("prefix translation (RFC 6296)", () => {
  it("leaves every checksum right", () => {
    fc.assert(
      fc.property(host, (address) => {
        expect(addressSum(translatePrefix(address, inside, outside))).toBe(addressSum(address));
      }),
    );
  });

  it("is undone by translation back", () => {
    fc.assert(
      fc.property(host, (address) => {
        const there = translatePrefix(address, inside, outside);
        expect(there.startsWith("2001:db8:2:7:")).toBe(true);
        expect(translatePrefix(there, outside, inside)).toBe(address);
      }),
    );
  });

  it("changes the first word of the interface identifier that is not all ones, and no other", () => {
    expect(translatePrefix(`${inside}101`, inside, outside)).toBe("2001:db8:2:7:1e2::101");
    expect(translatePrefix("fd4e:324e:0:7:ffff:0:0:101", inside, outside)).toBe("2001:db8:2:7:ffff:1e2:0:101");
    expect(() => translatePrefix("fd4e:324e:0:7:ffff:ffff:ffff:ffff", inside, outside)).toThrow(/all ones/);
  });
});
