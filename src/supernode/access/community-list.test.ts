import { describe, expect, it } from "vitest";
import { ConfigError } from "../../base/config-error.ts";
import { isListed, parseCommunityList } from "./community-list.ts";
import type { CommunityName } from "../../wire/message.ts";

const key = "nHWum+r42k1qDXdIeH-WFKeylK5UyLStRzxofRNAgpG";

it("names, subnets, expressions and users", () => {
  const list = parseCommunityList(
    `# comment\n\nhidden 192.168.168.0/24\r\nusers\n* logan ${key}\nnet[0-9]+\n* sister ${key}\n`,
    "f",
  );
  expect([...list.fixed.keys()]).toEqual(["hidden", "users"]);
  expect(list.fixed.get("hidden" as CommunityName)?.subnet).toEqual({ address: "192.168.168.0", prefix: 24 });
  expect(list.fixed.get("users" as CommunityName)?.users.map(({ name }) => name)).toEqual(["logan", "sister"]);
  expect(["hidden", "net7", "net", "users", "x"].map((name) => isListed(list, name as CommunityName))).toEqual([
    ...[true, true, false, true, false],
  ]);
});

it("cuts a long name where edges cut it, with a warning", () => {
  const list = parseCommunityList("short\nOhngai5oth2ooca1Aith 10.60.0.0/24\n", "list.txt");
  expect([...list.fixed.keys()]).toEqual(["short", "Ohngai5oth2ooca1Ait"]);
  expect(list.warnings).toEqual([expect.stringMatching(/^list\.txt:2: the community's name has 20 bytes/)]);
});

describe("errors name file and line", () => {
  it.each([
    ["ok\n* logan short", 2],
    [`* logan ${key}`, 1],
    ["ok\nbad[", 2],
  ])("%j", (text, line) => {
    expect(() => parseCommunityList(text, "list.txt")).toThrow(new RegExp(`^list\\.txt:${line}: `));
    expect(() => parseCommunityList(text, "list.txt")).toThrow(ConfigError);
  });
});

describe("ignored text is reported with file and line", () => {
  it.each([
    [`ok\n* logan ${key} more`, 2],
    ["a.b more", 1],
    ["ok 10.0.0.1/24", 1],
    ["ok 10.0.0.0/31", 1],
    ["ok 10.0.0.0/24 more", 1],
    ["ok\n\nok 10.0.0.0/24", 3],
  ])("%j", (text, line) => {
    expect(parseCommunityList(text, "list.txt").warnings).toEqual([
      expect.stringMatching(new RegExp(`^list\\.txt:${line}: `)),
    ]);
  });

  it("a comment causes no warning", () => {
    expect(parseCommunityList(`ok 10.0.0.0/24 #x\nb # y\n* u ${key} # z\na.b #`, "list.txt").warnings).toBeUndefined();
  });
});
