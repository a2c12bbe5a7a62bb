import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/base/config-error.ts";
import { nat } from "../topology/nat/nat.ts";
import { twoHomes } from "../../topologies/two-homes.ts";
import { castOf, isOurs, whoIsMissing } from "./cast.ts";
import { scenario } from "./scenario.ts";

const mixed = scenario("mixed", {
  claim: "",
  cases: { alone: {}, beside: { bob: "ntop" } } satisfies Record<string, { bob?: string }>,
  net: () => twoHomes({ natA: nat.none, natB: nat.none }),
  programs: (one: { bob?: string }) => one,
  between: () => ({ a: "alice", b: "bob", path: "direct" }),
  run: () => Promise.resolve(),
});

const names = (cast: ReturnType<typeof castOf>) => Object.entries(cast).map(([host, { name }]) => `${host}=${name}`);

describe("who plays at which host", () => {
  it("is ours where nobody else was asked for", () => {
    expect(names(castOf(mixed, "alone", {}))).toEqual(["sn=ours", "alice=ours", "bob=ours"]);
    expect(isOurs(castOf(mixed, "alone", {}))).toBe(true);
  });

  it("is what the case says, and before that the command line", () => {
    expect(names(castOf(mixed, "beside", { sn: "ntop" }))).toEqual(["sn=ntop", "alice=ours", "bob=ntop"]);
    expect(names(castOf(mixed, "beside", { bob: "ours" }))).toEqual(["sn=ours", "alice=ours", "bob=ours"]);
    expect(isOurs(castOf(mixed, "beside", {}))).toBe(false);
  });

  it("knows neither strange hosts nor strange programs", () => {
    expect(() => castOf(mixed, "alone", { carol: "ours" })).toThrow(ConfigError);
    expect(() => castOf(mixed, "alone", { bob: "theirs" })).toThrow(/choose from ours, ntop/);
  });

  it("may be missing, and says what would bring it", async () => {
    const { N2N_DIR, PATH } = process.env;
    try {
      delete process.env["N2N_DIR"];
      process.env["PATH"] = "/nowhere";
      expect(await whoIsMissing(castOf(mixed, "beside", {}))).toMatch(/N2N_DIR/);
      expect(await whoIsMissing(castOf(mixed, "alone", {}))).toBeUndefined();
    } finally {
      if (N2N_DIR !== undefined) process.env["N2N_DIR"] = N2N_DIR;
      process.env["PATH"] = PATH;
    }
  });
});
