import { describe, expect, it } from "vitest";
import type { Evidence } from "../../evidence/evidence.ts";
import { judge } from "../judge.ts";
import { claim, dropping, lossyStory } from "./testing/lossy-story.ts";

const seeds = [1, 2, 3, 4, 5, 6];
const outcomes = (judged: (seed: number) => Evidence) => {
  const all = seeds.map((seed) => judge(claim(100), judged(seed)).is);
  return Object.fromEntries([...new Set(all)].map((one) => [one, all.filter((other) => other === one).length]));
};

describe("a configured loss of 5 %", () => {
  it("is met by a cable that has it and a program without fault", () => {
    expect(outcomes((seed) => lossyStory(seed).evidence(8000))).toEqual({ met: 6 });
  });

  it("is unsound if the cable loses 10 %, whatever the pings say", () => {
    expect(outcomes((seed) => lossyStory(seed, { cable: 0.1 }).evidence(8000))).toEqual({ unsound: 6 });
  });

  it("is violated by a program that loses one ping in ten", () => {
    expect(outcomes((seed) => dropping(lossyStory(seed).evidence(8000), 0.1, seed))).toEqual({ violated: 6 });
  });
});
