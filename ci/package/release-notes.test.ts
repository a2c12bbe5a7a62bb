import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { datedChangelog, nextVersion } from "./release-notes.mjs";

it("a version goes up", () => {
  const next = ["patch", "minor", "major", "0.2.0", "1.0.0"].map((wanted) => nextVersion("0.1.9", wanted));
  expect(next).toEqual(["0.1.10", "0.2.0", "1.0.0", "0.2.0", "1.0.0"]);
  for (const wrong of ["0.1.9", "0.1.8", "0.0.99", "1", "v1.0.0", "1.0.0-rc", "01.0.0", "", "huge"])
    expect(nextVersion("0.1.9", wrong), wrong).toBeUndefined();
});

it("what was unreleased gets a version and a date, and the older sections stay", () => {
  const text = "# Changelog\n\n## Unreleased\n\n### Added\n\n- a\n\n## 0.1.0 (2026-01-01)\n\n- old\n";
  expect(datedChangelog(text, "0.2.0", "2026-12-01")).toEqual({
    section: "## 0.2.0 (2026-12-01)\n\n### Added\n\n- a\n",
    text: "# Changelog\n\n## Unreleased\n\n## 0.2.0 (2026-12-01)\n\n### Added\n\n- a\n\n## 0.1.0 (2026-01-01)\n\n- old\n",
  });
  expect(datedChangelog("# Changelog\n\n## Unreleased\n\n## 0.1.0\n\n- old\n", "0.2.0", "")).toBeUndefined();
});

it("reads the changelog of this project", () => {
  const text = readFileSync(join(import.meta.dirname, "../../CHANGELOG.md"), "utf8");
  const dated = datedChangelog(text, "99.0.0", "2099-01-01");
  if (dated !== undefined) expect(dated.text.replace("## 99.0.0 (2099-01-01)\n\n", "")).toBe(text);
});
