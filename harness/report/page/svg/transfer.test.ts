import { expect, it } from "vitest";
import { transferSvg } from "./transfer.ts";

const drawn = (floor: number, rates: readonly number[]) => {
  const svg = transferSvg({ from: "alice", to: "bob", floor, start: 3900, bin: 273, rates: [...rates] });
  const label = (start: string) => new RegExp(`y="([\\d.]+)">(${start}[^<]*)<`).exec(svg)!;
  return { svg, mean: label("mean"), asked: label("≥") };
};

it("shows the mean, which is what a claim is about, beside what was claimed", () => {
  const { svg, mean, asked } = drawn(2, [1.44, 0.04, 0.04, 0.4]);
  expect([mean[2], asked[2]]).toEqual(["mean 0.48", "≥ 2 claimed"]);
  expect(svg).toContain("alice to bob: mean 0.48 Mbit/s, at least 2 claimed");
  expect(drawn(2, [400, 424]).mean[2]).toBe("mean 412");
});

it.each([
  ["a little more than claimed", [2.05]],
  ["a little less", [1.95]],
  ["just that", [2]],
])("keeps its labels apart: %s", (_, rates) => {
  const { mean, asked } = drawn(2, rates);
  const distance = Number(asked[1]) - Number(mean[1]);
  expect(Math.abs(distance)).toBeGreaterThanOrEqual(13.9);
  expect(Math.sign(distance)).toBe(rates[0]! < 2 ? -1 : 1);
});
