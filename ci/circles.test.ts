import { describe, expect, it } from "vitest";
import { circles } from "./circles.ts";

const graph = (imports: Readonly<Record<string, readonly string[]>>) => new Map(Object.entries(imports));

describe("circles of imports", () => {
  it("finds none where every arrow goes down", () => {
    expect(circles(graph({ a: ["b", "c"], b: ["c"], c: ["node:fs"] }))).toEqual([]);
  });

  it("names the files of a circle in order, and each circle once", () => {
    expect(circles(graph({ a: ["b"], b: ["c"], c: ["a", "d"], d: ["e"], e: ["d"] }))).toEqual([
      "a → b → c → a",
      "d → e → d",
    ]);
  });

  it("names a file that imports itself", () => {
    expect(circles(graph({ a: ["a"] }))).toEqual(["a → a"]);
  });

  it("names every file of several that meet, each in the shortest of its own", () => {
    expect(circles(graph({ a: ["b", "c"], b: ["c"], c: ["a"] }))).toEqual(["a → c → a", "b → c → a → b"]);
  });
});
