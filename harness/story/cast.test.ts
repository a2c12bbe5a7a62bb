import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/base/config-error.ts";
import { nat } from "../topology/nat/nat.ts";
import { twoHomes } from "../../topologies/two-homes.ts";
import { castOf, isOurs, lookUp } from "./cast.ts";
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

const digest = expect.stringMatching(/^[0-9a-f]{64}$/) as string;
const ourSystem = {
  name: "ours",
  version: expect.stringMatching(/^\d+\.\d+\.\d+/) as string,
  source: "this repository",
  files: { "edge.cjs": digest, "supernode.cjs": digest },
  hosts: ["sn", "alice", "bob"],
};

describe("the cast", () => {
  it("is ours by default", () => {
    expect(names(castOf(mixed, "alone"))).toEqual(["sn=ours", "alice=ours", "bob=ours"]);
    expect(isOurs(castOf(mixed, "alone"))).toBe(true);
  });

  it("is what the case asks for, unless the command line says otherwise", () => {
    expect(names(castOf(mixed, "beside", { byHost: { sn: "ntop" } }))).toEqual(["sn=ntop", "alice=ours", "bob=ntop"]);
    expect(names(castOf(mixed, "beside", { byHost: { bob: "ours" } }))).toEqual(["sn=ours", "alice=ours", "bob=ours"]);
    expect(isOurs(castOf(mixed, "beside"))).toBe(false);
  });

  it("refuses unknown hosts and programs", () => {
    expect(() => castOf(mixed, "alone", { byHost: { carol: "ours" } })).toThrow(ConfigError);
    expect(() => castOf(mixed, "alone", { byHost: { bob: "theirs" } })).toThrow(/choose from ours, ntop/);
  });

  it("can be one program for all, even if the case says otherwise", () => {
    expect(names(castOf(mixed, "beside", { all: "ntop", byHost: {} }))).toEqual(["sn=ntop", "alice=ntop", "bob=ntop"]);
    expect(names(castOf(mixed, "beside", { all: "ntop", byHost: { sn: "ours" } }))[0]).toBe("sn=ours");
  });

  it("can be a command line; then only a given helper is started", () => {
    const peer = "./peer --listen 4000";
    expect(names(castOf(mixed, "alone", { byHost: {}, commands: { alice: peer, bob: peer } }))).toEqual([
      "sn=none",
      `alice=${peer}`,
      `bob=${peer}`,
    ]);
  });

  it("may be missing, and says how to install it", async () => {
    const { N2N_DIR, PATH } = process.env;
    try {
      delete process.env["N2N_DIR"];
      process.env["PATH"] = "/nowhere";
      expect(await lookUp(castOf(mixed, "beside"))).toEqual({ why: expect.stringMatching(/N2N_DIR/) as string });
      expect(await lookUp(castOf(mixed, "alone"))).toEqual({ systems: [ourSystem] });
    } finally {
      if (N2N_DIR !== undefined) process.env["N2N_DIR"] = N2N_DIR;
      process.env["PATH"] = PATH;
    }
  });
});
