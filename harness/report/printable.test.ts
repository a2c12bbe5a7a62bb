import { expect, it } from "vitest";
import { allPrintable, terminalText, terminalJson } from "./printable.ts";

const hostile = "a\u001b]0;owned\u0007b\u009b31mc\rd\u202ee\tf\ng\u007f";

it("escapes whatever a terminal would obey, and nothing else", () => {
  expect(terminalText(hostile)).toBe("a\\x1b]0;owned\\x07b\\x9b31mc\\x0dd\\u202ee\tf\ng\\x7f");
  expect(terminalText("alice ⇄ bob: 40 ms – ✔ „ä“")).toBe("alice ⇄ bob: 40 ms – ✔ „ä“");
});

it("escapes every string of a value", () => {
  const value = { [hostile]: [{ logs: [hostile] }, 1, null, true] };
  expect(JSON.stringify(allPrintable(value))).not.toMatch(/\\u00|\u009b|\u202e/);
  expect(allPrintable({ a: [1, null, true] })).toEqual({ a: [1, null, true] });
});

it("writes JSON that reads back unchanged", () => {
  const text = terminalJson({ [hostile]: hostile });
  expect(text).not.toMatch(/(?!\n)[\p{Cc}\u202e]/u);
  expect(JSON.parse(text)).toEqual({ [hostile]: hostile });
});
