import { describe, expect, it } from "vitest";
import { type Instant, instant } from "./instant.ts";
import { Problems } from "./problems.ts";

const causes = { key: { advice: "give both the same key", from: 2 }, list: { advice: "list it" } };
const start = 1_700_000_000_000;
const at = (seconds: number): Instant => instant(start + seconds * 1000);

describe("a problem", () => {
  it("is logged once with its facts and what to do, while it lasts", () => {
    const problems = new Problems(causes);
    const note = problems.met("list", "net", { community: "net" }, at(0));
    expect(note).toEqual({ level: "warning", what: "list", with: { community: "net", do: "list it" } });
    expect(problems.met("list", "net", {}, at(1))).toBeUndefined();
    expect(problems.current(at(2))).toMatchObject([{ cause: "list", who: "net", count: 2, since: at(0), last: at(1) }]);
  });

  it("that may be chance is reported from its second occurrence", () => {
    const problems = new Problems(causes);
    expect(problems.met("key", "a", {}, at(0))).toBeUndefined();
    expect(problems.current(at(0))).toEqual([]);
    expect(problems.met("key", "a", {}, at(1))).toBeDefined();
    expect(problems.current(at(1))).toHaveLength(1);
  });

  it("is logged again after ten minutes if it persists", () => {
    const problems = new Problems(causes);
    const said = Array.from({ length: 1300 }, (_, second) => problems.met("list", "net", {}, at(second)));
    expect(said.filter((note) => note !== undefined)).toHaveLength(3);
  });

  it("that did not occur for five minutes is gone, and new when it comes back", () => {
    const problems = new Problems(causes);
    problems.met("list", "net", {}, at(0));
    expect(problems.current(at(301))).toEqual([]);
    expect(problems.met("list", "net", {}, at(302))).toBeDefined();
  });

  it("ends when it is solved", () => {
    const problems = new Problems(causes);
    problems.met("list", "net", {}, at(0));
    problems.over("list", "net");
    expect(problems.current(at(0))).toEqual([]);
  });
});

it("a flood of invented places costs a bounded table and a few lines, and hides no other cause", () => {
  const problems = new Problems(causes);
  let lines = 0;
  for (let i = 0; i < 100_000; i++) {
    if (i % 1000 === 0) problems.met("key", "real", {}, at(i / 10_000));
    if (problems.met("list", `forged ${i}`, {}, at(i / 10_000)) !== undefined) lines++;
  }
  expect(lines).toBeLessThanOrEqual(5);
  const current = problems.current(at(10));
  expect(current.length).toBeLessThanOrEqual(18);
  expect(current.find(({ who }) => who === "real")).toMatchObject({ cause: "key", count: 100 });
  expect(current.find(({ who }) => who === "others")!.count).toBeGreaterThan(99_000);
});

it("a problem that a flood kept from the log is logged when the flood is over", () => {
  const problems = new Problems(causes);
  for (let i = 0; i < 10; i++) problems.met("list", `forged ${i}`, {}, at(0));
  expect(problems.met("list", "real", {}, at(0))).toBeUndefined();
  expect(problems.met("list", "real", {}, at(11))).toBeDefined();
});
