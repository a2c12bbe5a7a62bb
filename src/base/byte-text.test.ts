import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { byteLength, bytesOf, cutText, hasRawBytes, printable, printableJson, textOf } from "./byte-text.ts";

const anyBytes = fc.uint8Array({ maxLength: 40 });
const anyText = fc.string({ unit: "grapheme", maxLength: 20 });

describe("text and bytes", () => {
  it("any bytes survive as text", () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        expect([...bytesOf(textOf(bytes))]).toEqual([...bytes]);
      }),
    );
  });

  it("well-formed text is its UTF-8", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect([...bytesOf(text)]).toEqual([...Buffer.from(text, "utf8")]);
        expect(textOf(bytesOf(text))).toBe(text);
      }),
    );
  });

  it.each([
    [[0x63, 0x61, 0x66, 0xe9], "caf\udce9"],
    [[0xed, 0xa0, 0x80], "\udced\udca0\udc80"],
    [[0xc0, 0xaf], "\udcc0\udcaf"],
    [[0xf0, 0x9f, 0x98, 0x80, 0xff], "😀\udcff"],
    [[0xef, 0xbb, 0xbf, 0x61], "\ufeffa"],
    [[0xe6, 0x88], "\udce6\udc88"],
  ])("%j = %j", (bytes, text) => {
    expect(textOf(Uint8Array.from(bytes))).toBe(text);
    expect([...bytesOf(text)]).toEqual(bytes);
  });

  it("raw bytes among characters change none of them", () => {
    fc.assert(
      fc.property(anyText, anyText, (before, after) => {
        const bytes = Buffer.concat([bytesOf(before), Uint8Array.of(0xff), bytesOf(after)]);
        expect(textOf(bytes)).toBe(`${before}\udcff${after}`);
      }),
    );
  });

  it("an emoji is a surrogate pair and no raw bytes", () => {
    expect(["😀", "\u{103ff}", "caf\udce9"].map(hasRawBytes)).toEqual([false, false, true]);
  });
});

it("is cut between characters, as late as possible", () => {
  fc.assert(
    fc.property(fc.oneof(anyText, anyBytes.map(textOf)), fc.nat(24), (text, most) => {
      const kept = cutText(text, most);
      const next = [...text.slice(kept.length)][0];
      expect(text.startsWith(kept)).toBe(true);
      expect(byteLength(kept)).toBeLessThanOrEqual(most);
      if (next !== undefined) expect(byteLength(kept + next)).toBeGreaterThan(most);
    }),
  );
});

describe("printable", () => {
  it.each([
    ["我的电脑 café", "我的电脑 café"],
    ["\u001b[31m\u009b2J", "\\u001b[31m\\u009b2J"],
    ["a\nb\r\tc\u2028", "a\\u000ab\\u000d\\u0009c\\u2028"],
    ["\u202etxt.exe\u200b\u00a0", "\\u202etxt.exe\\u200b\\u00a0"],
    ["caf\udce9", "caf\\xe9"],
    ["\u{e0041}", "\\udb40\\udc41"],
  ])("%j", (text, shown) => expect(printable(text)).toBe(shown));

  it("never steers a terminal, whatever the bytes", () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const shown = printable(textOf(bytes));
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(printable(shown)).toBe(shown);
      }),
    );
  });

  it("JSON says the same and is printable", () => {
    fc.assert(
      fc.property(fc.oneof(anyText, anyBytes.map(textOf)), (text) => {
        const json = printableJson({ text });
        expect(JSON.parse(json)).toEqual({ text });
        expect(json).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});
