import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** Builds what the laboratory's tests start: once, because their files begin side by side. */
export function setup(): void {
  execFileSync(process.execPath, [join(import.meta.dirname, "../build.mjs")], { stdio: "inherit" });
}
