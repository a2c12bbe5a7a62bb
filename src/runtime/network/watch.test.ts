import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { NetworkWatch } from "./watch.ts";

it("checks every second if the kernel does not notify", async () => {
  let looks = 0;
  using watch = new NetworkWatch(
    () => void looks++,
    () => -1,
  );
  expect(watch).toBeDefined();
  await expect.poll(() => looks, { timeout: 5000 }).toBeGreaterThan(0);
});

it("does not delay the exit of the program, however it ends", () => {
  const module = JSON.stringify(join(import.meta.dirname, "watch.ts"));
  const program = (end: string) =>
    `const { NetworkWatch } = await import(${module}); const watch = new NetworkWatch(() => undefined); ${end}`;
  for (const end of ["process.exit(3)", "watch[Symbol.dispose](); process.exitCode = 3"]) {
    const options = { timeout: 20_000, stdio: "pipe" } as const;
    const run = () =>
      execFileSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", program(end)], options);
    expect(run).toThrow(expect.objectContaining({ status: 3 }) as Error);
  }
});
