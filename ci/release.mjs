#!/usr/bin/env node
/**
 * npm run release -- [major|minor|patch|X.Y.Z] [--dry-run]
 *
 * Sets the version, dates the changelog, packs, tries the tarball in an empty folder, commits and tags. Publishes nothing:
 * it prints the commands that do. With --dry-run nothing is written here: the package is tried as it is.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { installPacked } from "./package/install.mjs";
import { datedChangelog, nextVersion } from "./package/release-notes.mjs";

const top = fileURLToPath(new URL("..", import.meta.url));
const say = (line) => console.log(`release: ${line}`);

const words = process.argv.slice(2);
const dryRun = words.includes("--dry-run") || process.env.npm_config_dry_run === "true";
const [wanted = "patch", ...more] = words.filter((word) => word !== "--dry-run");

try {
  release();
} catch (error) {
  console.error(`release: ${error.message}`);
  process.exitCode = error.exitCode ?? 69;
}

function release() {
  if (wanted.startsWith("-") || more.length > 0) throw usage(`what is ${[wanted, ...more].join(" ")} for?`);
  const { version } = JSON.parse(readFileSync(join(top, "package.json"), "utf8"));
  const next = nextVersion(version, wanted);
  if (next === undefined) throw usage(`${wanted}: must be major, minor, patch or X.Y.Z above ${version}`);
  const date = new Date().toISOString().slice(0, 10);
  const changelog = datedChangelog(readFileSync(join(top, "CHANGELOG.md"), "utf8"), next, date);
  if (changelog === undefined) throw usage("CHANGELOG.md has nothing under Unreleased");
  say(`${version} → ${next}`);
  say(`CHANGELOG.md:\n${changelog.section}`);
  if (!dryRun) {
    const changed = git("status", "--porcelain");
    if (changed !== "") throw usage(`commit or undo first:\n${changed}`);
    if (git("tag", "--list", `v${next}`) !== "") throw usage(`there is a tag v${next} already`);
    writeFileSync(join(top, "CHANGELOG.md"), changelog.text);
    execFileSync("npm", ["version", "--no-git-tag-version", next], { cwd: top, stdio: ["ignore", "ignore", 2] });
  }
  try {
    const tarball = packed(dryRun ? version : next);
    if (dryRun) return say("nothing was written here");
    git("commit", "--all", "--message", `release: ${next}`);
    git("tag", "--annotate", `v${next}`, "--message", `n2n-natlab ${next}`);
    say(`committed and tagged v${next}; to publish: git push --follow-tags && npm publish ${tarball}`);
  } catch (error) {
    // As it was: the package did not work.
    if (!dryRun) git("checkout", "--", "package.json", "package-lock.json", "CHANGELOG.md");
    throw error;
  }
}

/** Packs, and tries the tarball as a user would, without a registry; returns where it is. */
function packed(version) {
  const folder = mkdtempSync(join(tmpdir(), "natlab-release-"));
  try {
    const tarball = installPacked(folder);
    const natlab = join(folder, "node_modules/.bin/natlab");
    for (const [expected, ...args] of [
      [`n2n-natlab ${version}\n`, "--version"],
      ["scenarios: 5 passed, 0 failed, 0 skipped", "scenario", "symmetric-vs-cone", "--world", "sim"],
      ["npx natlab scenario first", "init"],
      ["scenarios: 2 passed, 0 failed, 0 skipped", "scenario", "first", "--world", "sim"],
    ]) {
      const { stdout, stderr } = spawnSync(natlab, args, { cwd: folder, encoding: "utf8" });
      if (!stdout.includes(expected)) throw new Error(`natlab ${args.join(" ")} does not work:\n${stdout}${stderr}`);
      say(`natlab ${args.join(" ")} ✔`);
    }
    if (dryRun) return tarball;
    mkdirSync(join(top, "dist"), { recursive: true });
    const kept = join("dist", basename(tarball));
    copyFileSync(tarball, join(top, kept));
    return kept;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function git(...args) {
  return execFileSync("git", args, { cwd: top, encoding: "utf8", stdio: ["ignore", "pipe", 2] }).trim();
}

function usage(message) {
  return Object.assign(new Error(message), { exitCode: 64 });
}
