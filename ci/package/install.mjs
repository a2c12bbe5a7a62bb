import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs"; // prettier-ignore
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { latest } from "../build.mjs";

const top = fileURLToPath(new URL("../..", import.meta.url));

/** The tarball that the files of a test run share, and which run it was made by. */
const [shared, sharedBy] = ["dist/packed.tgz", "dist/packed-by.txt"].map((name) => join(top, name));

/** What decides what is in it; its libraries stand in the lock file. */
const sources = ["src", "harness", "scenarios", "topologies", "ci", "ci/package/build.mjs", "ci/build.mjs"];
const more = ["package.json", "package-lock.json", "packaging", "CHANGELOG.md", "ci/rooted.sh"];

/**
 * Packs this package and installs it into a folder as npm does, but without a registry: what it depends on is copied from
 * here. Returns the tarball. `run`: names a test run, all files of which share what the first of them packs.
 */
export function installPacked(folder, run) {
  // One at a time: each builds dist/natlab and dist/types anew.
  const pack =
    run === undefined
      ? ["npm", "pack", "--pack-destination", folder]
      : [process.execPath, fileURLToPath(import.meta.url), run];
  execFileSync("flock", [join(top, "package.json"), ...pack], { cwd: top, stdio: ["ignore", "ignore", "pipe"] });
  if (run !== undefined) copyFileSync(shared, join(folder, "n2n-natlab.tgz"));
  const tarball = packedIn(folder);
  const modules = join(folder, "node_modules");
  const own = join(modules, "n2n-natlab");
  mkdirSync(own, { recursive: true });
  execFileSync("tar", ["xzf", tarball, "-C", own, "--strip-components=1", "--no-same-owner"]);
  const { bin, dependencies } = JSON.parse(readFileSync(join(own, "package.json"), "utf8"));
  mkdirSync(join(modules, ".bin"));
  for (const [name, path] of Object.entries(bin)) {
    chmodSync(join(own, path), 0o755);
    symlinkSync(join("../n2n-natlab", path), join(modules, ".bin", name));
  }
  // With a native module come the packages of its platforms.
  for (const name of new Set([...Object.keys(dependencies), "@koromix"])) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    cpSync(join(top, "node_modules", name), join(modules, name), { recursive: true });
  }
  return tarball;
}

const packedIn = (folder) =>
  join(
    folder,
    readdirSync(folder).find((name) => name.endsWith(".tgz")),
  );

/** Nobody else packs meanwhile. */
function packFor(run) {
  const by = existsSync(shared) && existsSync(sharedBy) ? readFileSync(sharedBy, "utf8") : undefined;
  if (by === run && statSync(shared).mtimeMs > latest([...sources, ...more])) return;
  const folder = mkdtempSync(join(tmpdir(), "natlab-pack-"));
  try {
    execFileSync("npm", ["pack", "--pack-destination", folder], { cwd: top, stdio: ["ignore", "ignore", "inherit"] });
    rmSync(sharedBy, { force: true });
    copyFileSync(packedIn(folder), `${shared}.${process.pid}`);
    renameSync(`${shared}.${process.pid}`, shared);
    writeFileSync(sharedBy, run);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) packFor(process.argv[2]);
