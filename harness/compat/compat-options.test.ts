import { expect, it } from "vitest";
import { ConfigError } from "../../src/base/config-error.ts";
import { registry } from "../sut/registry.ts";
import { parseCompatOptions } from "./compat-options.ts";

it("has every system and situation three times by default", async () => {
  const { plan } = await parseCompatOptions([]);
  expect(plan).toMatchObject({ systems: Object.keys(registry), repetitions: 3 });
  expect(plan.situations).toHaveLength(38);
  const less = await parseCompatOptions([
    "--system",
    "tinc",
    "--system",
    "ours",
    "--group",
    "homes",
    "--repeat",
    "1",
    "--seed",
    "7f",
  ]);
  expect(less.plan).toMatchObject({ systems: ["tinc", "ours"], repetitions: 1, seed: 0x7f });
  expect(less.plan.situations).toHaveLength(8);
});

it("compares two reports", async () => {
  expect((await parseCompatOptions(["diff", "a", "b.json"])).diff).toEqual(["a", "b.json"]);
});

it.each([
  [["--system", "tink"], "--system tink: no such system; did you mean tinc?"],
  [["--situation", "nowhere"], "--situation nowhere: no such situation; see --list"],
  [["--repeat", "0"], "--repeat 0: must be from 1 to 1000"],
  [["--shard", "3/2"], "--shard 3/2: must be I/N"],
  [["diff", "a"], "diff: give two reports"],
  [
    ["--group", "homes", "--situation", "pairs-of-NATs--public--public"],
    "it has none of the situations given with --situation",
  ],
  [["--seed", "1", "--seed", "2"], "--seed: give it once"],
])("%j is refused in one line", async (argv, line) => {
  await expect(parseCompatOptions(argv)).rejects.toThrow(ConfigError);
  await expect(parseCompatOptions(argv)).rejects.toThrow(line);
});
