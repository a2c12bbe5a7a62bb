import { expect, test } from "vitest";
import { communityText, parseCommunity } from "./community.ts";

test.each(["a", "mynetwork", "nineteen-char-name1", "Home LAN", "*Federation", "zürich"])("%s is a name", (text) => {
  const community = parseCommunity(text);
  expect(community).toBeDefined();
  expect(communityText(community!)).toBe(text);
});

test.each(["", "twenty-characters-xx", "üüüüüüüüüü", "a\0b"])("%j is not", (text) => {
  expect(parseCommunity(text)).toBeUndefined();
});
