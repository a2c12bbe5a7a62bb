import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

const top = join(import.meta.dirname, "../../..");

it.each([
  ["heap.ts", "collectWhenFull"],
  ["compiler.ts", "optimizeLate"],
])("%s sets only flags known to this Node's V8, which reports others on standard error", (file, name) => {
  const script = `import { ${name} } from ${JSON.stringify(join(import.meta.dirname, file))}; ${name}();`;
  const argv = ["--import", "tsx", "--input-type=module", "-e", script];
  const { status, stderr } = spawnSync(process.execPath, argv, { cwd: top, encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});
