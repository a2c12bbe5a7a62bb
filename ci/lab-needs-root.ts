import { describe, expect, it } from "vitest";
import { sourceFiles } from "./source-files.ts";

const isRoot = process.getuid?.() === 0;

/** Stands in for the laboratory's tests where they cannot run, so that a run says what it left out and why. */
describe("laboratory tests need root: run npm test as root, or with sudo", () => {
  it.skipIf(!isRoot).each(sourceFiles(".lab.test.ts"))("%s", (file) => {
    expect.unreachable(`${file} is in the lab project itself when root runs the tests`);
  });
});
