import { expect, it } from "vitest";
import { unfitNode } from "./node-version.ts";

it.each([
  ["18.20.4", false],
  ["20.18.3", false],
  ["20.19.0", true],
  ["20.20.2", true],
  ["21.7.0", false],
  ["22.11.0", false],
  ["22.12.0", true],
  ["23.1.0", false],
  ["24.0.0", true],
  ["25.3.1", true],
])("Node %s fits: %s", (version, fits) => {
  expect(unfitNode(version) === undefined).toBe(fits);
});

it("says in one line which version is needed", () => {
  expect(unfitNode("18.0.0")).toMatch(/^Node 18\.0\.0 cannot run this: it needs \^20\.19\.0 .*$/);
});
