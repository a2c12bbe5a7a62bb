import { describe, expect, it } from "vitest";
import { isMapped, parseAccounts, parseIdMap, systemAccounts } from "./accounts.ts";

describe("accounts of the system", () => {
  it("are lines of passwd(5); what is none is left out", () => {
    expect(parseAccounts("root:x:0:0:root:/root:/bin/sh\n+\n\nn2n:x:104:110::/:\n")).toEqual([
      { name: "root", id: 0, group: 0 },
      { name: "n2n", id: 104, group: 110 },
    ]);
  });
});

describe("the ids of a user namespace", () => {
  const several = parseIdMap("         0       1000          1\n         1     100000      65536\n");

  it.each([
    [0, true],
    [1, true],
    [65_536, true],
    [65_537, false],
  ])("%i: %s", (id, expected) => {
    expect(isMapped(several, id)).toBe(expected);
  });

  it("are all, where they are not known", () => {
    expect(parseIdMap("")).toBeUndefined();
    expect(isMapped(undefined, 65_534)).toBe(true);
  });

  it("have this process's own", () => {
    const { self, mapped } = systemAccounts();
    expect(isMapped(mapped.users, self!)).toBe(true);
    expect(isMapped(mapped.groups, process.getgid!())).toBe(true);
  });
});
