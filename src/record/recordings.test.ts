import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { replayed } from "./testing/kept-lines.ts";

/* Sessions of our own daemons in the laboratory (nat-rebind). A change of behaviour needs new ones (docs/record-and-replay.md). */

const folder = join(import.meta.dirname, "testing/recordings");
const files = readdirSync(folder);

it.each(files)("%s is replayed without a difference", (file) => {
  const lines = readFileSync(join(folder, file), "utf8").split("\n").slice(0, -1);
  const finding = replayed(lines);
  expect(finding).toMatchObject({ verdict: "same" });
  expect(finding.events).toBeGreaterThan(10);
  expect(finding.actions).toBeGreaterThan(10);
});

it("there is one of each program", () => {
  expect(files.filter((file) => /^(edge|supernode)/.test(file)).length).toBeGreaterThanOrEqual(2);
});
