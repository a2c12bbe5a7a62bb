import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const folder = join(import.meta.dirname, "../docs/decisions");
const records = readdirSync(folder).filter((name) => name !== "README.md");

it("decision records are numbered without a gap", () => {
  expect(records.map((record) => record.slice(0, 4)).sort()).toEqual(
    records.map((_, i) => String(i + 1).padStart(4, "0")),
  );
});

it.each(records)("%s has its number as title, a status, and a line in the index", (record) => {
  const text = readFileSync(join(folder, record), "utf8");
  expect(text).toMatch(new RegExp(`^# ${record.slice(0, 4)} \\S.*\n\nStatus: (accepted|replaced by \\d{4})\\.`));
  expect(readFileSync(join(folder, "README.md"), "utf8")).toContain(`](${record})`);
});
