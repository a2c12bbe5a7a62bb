import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";

it("ends with 3 where every test was skipped", () => {
  const argv = ["ci/bootstrap.mjs", "test", "--project", "unit", "ci/layers.test.ts", "-t", "no test is called so"];
  const { status, stdout } = spawnSync(process.execPath, argv, { encoding: "utf8" });
  expect(stdout).toMatch(/\ntests: 0 passed, 0 failed, [1-9]\d* skipped\n$/);
  expect(status).toBe(3);
});
