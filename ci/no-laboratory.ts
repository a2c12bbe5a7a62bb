import { describe, expect, it } from "vitest";
import { laboratoryTrouble } from "./bootstrap/namespaces.mjs";
import { sourceFiles } from "./source-files.ts";

const trouble = laboratoryTrouble();

/** Stands in for the laboratory's tests where they cannot run, so that a run says what it left out and why. */
describe(`no laboratory can be built: ${trouble?.what}; to fix: ${trouble?.fix}`, () => {
  it.skipIf(trouble !== undefined).each(sourceFiles(".lab.test.ts"))("%s", (file) => {
    expect.unreachable(`${file} is in the lab project itself where a laboratory can be built`);
  });
});
