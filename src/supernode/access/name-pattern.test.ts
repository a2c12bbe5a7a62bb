import { describe, expect, it } from "vitest";
import { compilePattern } from "./name-pattern.ts";
import recorded from "../vectors/community_regex.json" with { type: "json" };

function matches(pattern: string, name: string): boolean {
  const compiled = compilePattern(pattern);
  if ("wrong" in compiled) throw new Error(compiled.wrong);
  return compiled.matches(name);
}

describe("recorded verdicts of the reference", () => {
  it.each(recorded.vectors)("$pattern on $name: $allowed", ({ pattern, name, allowed }) => {
    // Empty names do not occur on the wire (§2), and in the reference they match nothing.
    if (name !== "") expect(matches(pattern, name)).toBe(allowed);
    else expect(allowed).toBe(false);
  });
});

it.each([
  ["[0-9-]+", "1-2", true],
  ["[^\\d]", "5", false],
  ["[\\w.]+", "a_1.b", true],
  ["a\\.b", "a.b", true],
  ["a\\.b", "axb", false],
  ["^a$|.", "^a$|b", true],
  ["\\W\\D\\S", "-ab", true],
  ["caf\xc3.", "caf\xc3\xa9", true],
  ["[a-c][d-f]", "be", true],
  ["[a-c][d-f]", "eb", false],
])("%s on %s: %s", (pattern, name, allowed) => expect(matches(pattern, name)).toBe(allowed));

it.each(["*a", "a**", "a?+", "[ab", "ab]", "[]", "[z-a]", "a\\", "[a\\"])("%s is refused", (pattern) => {
  expect(compilePattern(pattern)).toHaveProperty("wrong");
});

it("an expression that is exponential for a backtracking matcher is fast", () => {
  expect(matches("a*".repeat(100) + "b", "a".repeat(19))).toBe(false);
});
