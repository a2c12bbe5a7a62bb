import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const isRoot = process.getuid?.() === 0;
const top = join(import.meta.dirname, "..");
const list = ["ls-files", "-co", "--exclude-standard", "*.lab.test.ts"];

/** Stands in for the laboratory's tests where they cannot run, so that a run says what it left out and why. */
describe("laboratory tests need root: run npm test as root, or with sudo", () => {
  const files = execFileSync("git", list, { cwd: top, encoding: "utf8" }).trim().split("\n");
  it.skipIf(!isRoot).each(files)("%s", (file) => {
    expect.unreachable(`${file} is in the lab project itself when root runs the tests`);
  });
});
