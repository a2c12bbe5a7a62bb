import { spawn } from "node:child_process";
import { join } from "node:path";
import { performance } from "node:perf_hooks";

/**
 * Types, lint and format, side by side; each remembers what it has seen, so that the next run looks at changes only.
 */
const top = join(import.meta.dirname, "..");
const cache = (name) => join("node_modules/.cache", name);
const checks = {
  types: ["tsc", "--noEmit", "--incremental", "--tsBuildInfoFile", cache("check.tsbuildinfo")],
  lint: ["eslint", ".", "--max-warnings", "0", "--cache", "--cache-location", cache("eslint-check")],
  format: ["prettier", "--check", ".", "--log-level", "warn", "--cache", "--cache-location", cache("prettier-check")],
};

/** Whether it found nothing; prints what it found. */
async function look(name, [tool, ...args]) {
  const begun = performance.now();
  const child = spawn(join(top, "node_modules/.bin", tool), args, { cwd: top, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (said += text));
  const isWell = await new Promise((resolve) => {
    child.on("error", ({ message }) => {
      said += `${message}: run npm ci\n`;
      resolve(false);
    });
    child.on("close", (code) => resolve(code === 0));
  });
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  process.stdout.write(`check: ${name} ${isWell ? "found nothing" : "failed"} (${seconds} s)\n${isWell ? "" : said}`);
  return isWell;
}

const results = await Promise.all(Object.entries(checks).map(([name, command]) => look(name, command)));
process.exitCode = results.every(Boolean) ? 0 : 1;
