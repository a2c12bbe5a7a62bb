import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { parseCommunityList } from "./community-list.ts";
import { Conversation } from "../replay/conversation.ts";

it("a listed community without members takes little memory, including its key", () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const used = () => {
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const count = 20_000;
  const list = parseCommunityList(Array.from({ length: count }, (_, i) => `community${i}`).join("\n"), "list");
  const before = used();
  const conversation = new Conversation({ communities: list });
  const each = (used() - before) / count;
  expect(conversation.supernode.status().communities.length).toBe(count);
  // It was 3,600 bytes.
  expect(each).toBeLessThan(2000);
}, 60_000);
