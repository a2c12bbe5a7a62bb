import { expect, it } from "vitest";
import { ConfigError } from "../../../src/base/config-error.ts";
import { seconds } from "../../../src/base/instant.ts";
import { StoryEnded } from "./story-ended.ts";
import { UnderWay } from "./under-way.ts";

function story() {
  const ends: { done: () => void; failed: (error: Error) => void }[] = [];
  const verb = (what: string) => new Promise<string>((done, failed) => ends.push({ done: () => done(what), failed }));
  const underWay = new UnderWay();
  return { ends, underWay, check: underWay.watched({ verb, name: "check" }, "check") };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

it("lets through what a verb takes, returns and throws", async () => {
  const { ends, underWay, check } = story();
  const [good, bad] = [check.verb("good"), check.verb("bad")];
  ends[0]!.done();
  expect(await good).toBe("good");
  ends[1]!.failed(new RangeError("no"));
  await expect(bad).rejects.toThrow(RangeError);
  expect(check.name).toBe("check");
  expect(() => underWay.over()).toThrow("no");
});

it("names the verb that was not awaited", async () => {
  const { ends, underWay, check } = story();
  void check.verb("late");
  expect(() => underWay.over()).toThrow(new ConfigError("the story ended before this check.verb(…) did: write await before it")); // prettier-ignore
  ends[0]!.done();
  await settled();
  expect(() => underWay.over()).not.toThrow();
});

it("throws the error of a verb that was not awaited, except for a claim that is in the evidence", async () => {
  const claim = { kind: "ping", a: "alice", b: "bob", from: 0, within: seconds(1) } as never;
  const violated = new StoryEnded(claim, { is: "violated", observed: "", stoppedAt: "", because: [] });
  const { ends, underWay, check } = story();
  void check.verb("claim");
  ends[0]!.failed(violated);
  await settled();
  expect(() => underWay.over()).not.toThrow();
  void check.verb("mistake");
  ends[1]!.failed(new ConfigError("no such NAT"));
  await settled();
  expect(() => underWay.over()).toThrow("no such NAT");
});
