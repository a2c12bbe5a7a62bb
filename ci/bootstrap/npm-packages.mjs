import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

export function nodeIsTooOld(version = process.versions.node) {
  const [major, minor] = version.split(".").map(Number);
  if (major === 20) return minor < 19;
  if (major === 22) return minor < 12;
  return major < 24;
}

/**
 * Against settings of the user's own (`omit=dev`, NODE_ENV=production), and what npm took of our options (`--dry-run`, `--json`)
 * and hands on in the environment: with them it would install less, elsewhere, or nothing.
 */
const wholly =
  "--include=dev --include=optional --package-lock --install-strategy=hoisted --no-dry-run --no-global --no-json";

/** Runs `npm ci` unless what is installed is exactly what the lockfile asks for. */
export function bringNpmPackages(top, say) {
  if (installedAsLocked(top)) return;
  say("installing the npm packages of package-lock.json (npm ci)");
  const ended = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error", ...wholly.split(" ")], {
    cwd: top,
    stdio: ["ignore", 2, 2],
  });
  if (ended.error !== undefined) fail(`npm ci cannot be started: ${ended.error.message}`);
  if (ended.status !== 0) fail("npm ci failed; the lines above say why");
  if (!installedAsLocked(top))
    fail("npm ci did not install all of package-lock.json; npm config ls -l shows its settings");
}

function fail(line) {
  process.stderr.write(`natlab: ${line}. Nothing was run.\n`);
  process.exit(69);
}

/** npm writes what it installed to node_modules/.package-lock.json; packages of other platforms are not in it. */
export function installedAsLocked(top) {
  try {
    const locked = read(join(top, "package-lock.json"));
    const installed = read(join(top, "node_modules/.package-lock.json"));
    return Object.entries(locked).every(
      ([path, { version, optional }]) => path === "" || optional || installed[path]?.version === version,
    );
  } catch {
    return false;
  }
}

function read(file) {
  return JSON.parse(readFileSync(file, "utf8")).packages;
}
