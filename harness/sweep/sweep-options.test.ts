import { expect, it } from "vitest";
import { ConfigError } from "../../src/base/config-error.ts";
import { registry } from "../sut/registry.ts";
import { pointName, pointsOf } from "./points.ts";
import { parseSweepOptions } from "./sweep-options.ts";

it("measures everything and the bare network, three times, by default", async () => {
  const { plan, threshold } = await parseSweepOptions([]);
  expect(plan).toMatchObject({ systems: ["no-vpn", ...Object.keys(registry)], repetitions: 3, nats: ["home", "home"] });
  expect(pointsOf(plan)).toHaveLength(6);
  expect(threshold).toBe(0.1);
});

it("has a link for each rate, delay and loss", async () => {
  const { plan } = await parseSweepOptions(["--rate", "unlimited,512kbit", "--delay", "0ms,20ms", "--loss", "1.5%"]);
  expect(pointsOf(plan).map(pointName)).toEqual([
    "any rate, 0 ms, 1.5 % loss",
    "any rate, 20 ms, 1.5 % loss",
    "512 kbit/s, 0 ms, 1.5 % loss",
    "512 kbit/s, 20 ms, 1.5 % loss",
  ]);
});

it("compares two sweeps", async () => {
  const { diff, threshold } = await parseSweepOptions(["diff", "a", "b.json", "--threshold", "5%"]);
  expect({ diff, threshold }).toEqual({ diff: ["a", "b.json"], threshold: 0.05 });
});

it.each([
  [["--system", "tink"], "--system tink: no such system; did you mean tinc?"],
  [["--rate", "1gbit"], "--rate 1gbit: the laboratory carries at most 200mbit"],
  [["--rate", "fast"], '--rate.rate: "fast" is not a rate'],
  [["--load", "unlimited"], "is not a rate"],
  [["--load", "1kbit"], "--load 1kbit: give at least 10kbit"],
  [["--delay", "20"], '--delay: "20" is not a duration'],
  [["--loss", "3"], "--loss 3: write a percentage, e.g. 1.5%"],
  [["--loss", "95%"], "--loss 95%: must be at most 90%"],
  [["--loss", "0%,3%,0%"], "--loss 0%,3%,0%: 0% stands there twice"],
  [["--nats", "home"], "--nats home: give two"],
  [["--nats", "home,castle"], "--nats castle: no such NAT; choose from"],
  [["--time", "1ms"], "--time 1ms: must be from 200ms to 10min"],
  [["--delay", "1min"], "--delay 1min: must be from 0s to 10s"],
  [["--threshold", "0.1"], "--threshold 0.1: write a percentage"],
  [["diff", "a"], "diff: give two sweeps"],
  [["--rate", "1mbit", "--rate", "2mbit"], "--rate: give it once"],
])("%j is refused in one line", async (argv, line) => {
  await expect(parseSweepOptions(argv)).rejects.toThrow(ConfigError);
  await expect(parseSweepOptions(argv)).rejects.toThrow(line);
});
