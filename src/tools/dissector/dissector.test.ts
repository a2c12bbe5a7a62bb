import { describe, expect, it } from "vitest";
import { messages } from "../../wire/layouts.ts";
import { declared } from "./declared.ts";
import { dissector, lua } from "./dissector.ts";

describe("a value as Lua", () => {
  it("is an expression", () => {
    expect(lua({ version: 3, "a-b": true, 7: ["x", 1] })).toBe('{ [7] = { "x", 1 }, version = 3, ["a-b"] = true }');
  });

  it("keeps texts inside their quotes, and ASCII", () => {
    expect(lua('a"b\\c\n–')).toBe('"a\\"b\\\\c\\010\\226\\128\\147"');
  });
});

describe("what the codec declares", () => {
  const { messages: declaredMessages, header } = declared();

  it("is all there", () => {
    for (const { number, layout } of Object.values(messages)) {
      expect(declaredMessages[number]!.layout.map(({ name }) => name)).toEqual(layout.rows(0).map(({ name }) => name));
    }
  });

  it("has a reader for each kind of field", () => {
    const text = dissector("1.2.3");
    const kinds = [header, ...Object.values(declaredMessages).map(({ layout }) => layout)]
      .flat()
      .map(({ kind }) => kind);
    for (const kind of new Set(kinds)) {
      if (kind === "word") continue;
      expect(text, kind).toMatch(new RegExp(`function read\\.${kind}\\(|\\b${kind} = fixed\\(`));
      expect(text, kind).toMatch(new RegExp(`  ${kind} = function\\(key`));
    }
  });

  it("gives fields of one name and different kinds different names in filters", () => {
    const kinds = new Map<string, string>();
    for (const { key, kind } of [header, ...Object.values(declaredMessages).map(({ layout }) => layout)].flat()) {
      expect(kinds.get(key) ?? kind, key).toBe(kind);
      kinds.set(key, kind);
    }
    expect(kinds.get("peer_info.version")).toBe("text");
  });
});

it("says who made it", () => {
  expect(dissector("1.2.3").split("\n")[0]).toContain("n2n-natlab 1.2.3");
});
