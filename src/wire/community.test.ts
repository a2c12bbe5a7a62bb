import { expect, test } from "vitest";
import { communityText, cutCommunity, parseCommunity } from "./community.ts";

test.each(["a", "mynetwork", "nineteen-char-name1", "Home LAN", "*Federation", "zürich"])("%s is a name", (text) => {
  const community = parseCommunity(text);
  expect(community).toBeDefined();
  expect(communityText(community!)).toBe(text);
});

test.each(["", "a\0b"])("%j is not", (text) => {
  expect(parseCommunity(text)).toBeUndefined();
});

test("only the first 19 bytes of a longer name count", () => {
  expect(parseCommunity("twenty-characters-xx")).toBe("twenty-characters-x");
  expect(parseCommunity("üüüüüüüüüü")).toHaveLength(19);
  expect(cutCommunity("twenty-characters-xx")).toMatch(/^the community's name has 20 bytes: only the first 19 count/);
  expect(cutCommunity("nineteen-char-name1")).toBeUndefined();
});
