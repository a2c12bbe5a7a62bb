import { expect, it } from "vitest";
import { diffCompat } from "./diff.ts";
import { closed, forgotten, madeReport, open, trial } from "./testing/made-report.ts";

it("lists what became worse, then what differs, then what became better", () => {
  const before = madeReport([
    trial("it", open, "direct"),
    trial("it", closed, "none"),
    trial("it", forgotten, "direct"),
  ]);
  const after = madeReport([
    trial("it", open, "none", { saw: "the program ended with exit code 1" }),
    trial("it", closed, "relayed"),
    trial("it", forgotten, "direct"),
    trial("it", forgotten, "relayed", { repetition: 2 }),
  ]);
  expect(diffCompat(before, after).changes).toMatchObject([
    { is: "worse", before: "direct", after: "none", why: "the program ended with exit code 1" },
    { is: "different", situation: forgotten.name, before: "direct", after: "varies" },
    { is: "better", situation: closed.name, before: "none", after: "relayed" },
  ]);
});

it("does not compare cells that only one report has, and counts them", () => {
  const [one, both] = [
    madeReport([trial("it", open, "direct")]),
    madeReport([trial("it", open, "direct"), trial("new", open, "none")]),
  ];
  const { changes, unmatched } = diffCompat(one, both);
  expect(changes).toEqual([]);
  expect(unmatched).toHaveLength(4);
  expect(unmatched.every((key) => key.startsWith("new "))).toBe(true);
});
