import { describe, expect, it } from "vitest";
import { ConfigError } from "../../../src/base/config-error.ts";
import { parseOptions } from "./options.ts";

describe("the command line", () => {
  it("accepts names, cases, a seed and switches in any order", async () => {
    const options = await parseOptions([
      "--case",
      "full-cone",
      "symmetric-vs-cone",
      "--seed",
      "7f3a",
      "--json",
      "--keep",
    ]);
    expect(options).toMatchObject({
      scenarios: ["symmetric-vs-cone"],
      cases: ["full-cone"],
      seed: 0x7f3a,
      json: true,
      keep: "all",
      world: "lab",
    });
  });

  it("picks a random seed if none is given", async () => {
    const seeds = await Promise.all([parseOptions(["x"]), parseOptions(["x"]), parseOptions(["x"])]);
    expect(new Set(seeds.map(({ seed }) => seed)).size).toBeGreaterThan(1);
  });

  it.each([
    [["x", "--seed", "xyz"], "--seed xyz: must be 1 to 8 hexadecimal digits"],
    [["x", "--jobs", "0"], "--jobs 0: must be a whole number of at least 1"],
    [["x", "--build", "homeB"], "--build homeB: must be ROUTER=NAT"],
    [["x", "--wrold", "sim"], "Unknown argument: wrold"],
    [["x", "--world", "moon"], '--world moon: must be one of "lab", "sim"; see'],
    [["x", "--case"], "--case: its value is missing; see"],
    [["x", "--world"], "--world: its value is missing"],
    [["x", "--case="], "--case: its value is missing"],
    [["x", "--case", ""], "an argument is empty"],
    [["x", "--dry-run=yes"], "--dry-run=yes: --dry-run takes no value"],
    [["x", "--dryRun=1"], "--dryRun=1: --dry-run takes no value"],
    [["x", "--no-keep=1"], "--no-keep=1: --keep takes no value"],
    [["x", "--relay-only"], "--relay-only: its value is missing"],
    [["x", "--jobs"], "--jobs: its value is missing"],
    [["x", "--keep-runs"], "--keep-runs: its value is missing"],
    [["x", "--no-case"], "--no-case: no such option"],
    [["x", "--no-sut"], "--no-sut: no such option"],
  ])("refuses %j in one line", async (argv, said) => {
    const refusal = await parseOptions(argv).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ConfigError);
    expect((refusal as Error).message).toContain(said);
  });
});
