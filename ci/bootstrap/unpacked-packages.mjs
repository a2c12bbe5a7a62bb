import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";

/**
 * Debian packages for a user who may not install any: apt chooses, downloads and checks them together with the libraries
 * that are missing, they are unpacked, and small scripts start their programs. Nothing of the packages runs at this time,
 * and nothing on the machine changes.
 */

const top = withManifest(import.meta.dirname);

/** In a clone, its own. What lies in an installed package is lost when npm installs it again. */
const systems = existsSync(join(top, "ci/bootstrap.mjs")) ? join(top, ".systems") : join(userCache(), "n2n-natlab");

/** Of one release and processor: the folder may be seen from a container, too. */
const place = join(systems, `debian-${release()}-${process.arch}`);

/** The folder of the scripts that start unpacked programs; it may not exist. */
export const unpackedCommands = join(place, "bin");

const commandFolders = ["usr/sbin", "usr/bin", "sbin", "bin", "usr/games"];
const libraryFolders = ["usr/lib", "lib"];

/** Undefined, or why it cannot be done. */
export function unpackDebianPackages(packages, say, folder = place) {
  say(`unpacking ${packages.join(", ")} without root, into ${folder}`);
  const work = join(folder, `apt-${process.pid}`);
  try {
    for (const name of ["lists/partial", "cache/archives/partial"]) mkdirSync(join(work, name), { recursive: true });
    const trouble = download(packages, work, say);
    if (trouble !== undefined) return trouble;
    const archives = join(work, "cache/archives");
    const fresh = join(work, "root");
    for (const name of readdirSync(archives).filter((file) => file.endsWith(".deb"))) {
      const ended = run("dpkg-deb", ["--extract", join(archives, name), fresh]);
      if (ended.status !== 0) return `dpkg-deb cannot unpack ${name}: ${lastLine(ended)}`;
    }
    moveInto(join(folder, "root"), fresh);
    writeStarters(join(folder, "root"), join(folder, "bin"), work);
    return undefined;
  } catch (error) {
    return error.message;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** With the machine's package lists, or with lists of our own where it has none or they are too old. */
function download(packages, work, say) {
  const own = ["-o", `Dir::Cache=${join(work, "cache")}`, "-o", "Debug::NoLocking=1"];
  const install = ["install", "-y", "-q", "--no-install-recommends", "--download-only", ...packages];
  if (run("apt-get", [...own, ...install]).status === 0) return undefined;
  const withLists = [...own, "-o", `Dir::State::lists=${join(work, "lists")}`];
  say("refreshing the package lists first, in a copy of our own");
  run("apt-get", [...withLists, "update", "-q"]);
  const ended = run("apt-get", [...withLists, ...install]);
  return ended.status === 0 ? undefined : `apt-get cannot download them: ${lastLine(ended)}`;
}

/**
 * Other laboratories may start programs from `folder` at this moment, and the kernel refuses a file that is being written
 * (ETXTBSY); so every file is put there whole.
 */
function moveInto(folder, fresh) {
  mkdirSync(folder, { recursive: true });
  for (const entry of existsSync(fresh) ? readdirSync(fresh, { withFileTypes: true }) : []) {
    const [from, to] = [join(fresh, entry.name), join(folder, entry.name)];
    if (entry.isDirectory()) moveInto(to, from);
    else renameSync(from, to);
  }
}

/** A program finds its own libraries beside it, and no other program does. */
function writeStarters(root, starters, work) {
  const libraries = libraryFolders.flatMap((folder) => [folder, ...multiarch(join(root, folder), folder)]);
  const path = libraries.map((folder) => `$root/${folder}`).join(":");
  mkdirSync(starters, { recursive: true });
  // Of two with one name the first folder's counts.
  for (const folder of commandFolders.toReversed()) {
    for (const name of existsSync(join(root, folder)) ? readdirSync(join(root, folder)) : []) {
      const script = `#!/bin/sh
root=\${0%/*}/../root
LD_LIBRARY_PATH=${path}\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} exec "$root/${folder}/${name}" "$@"
`;
      if (!isExecutable(join(root, folder, name))) continue;
      const whole = join(work, "starter");
      writeFileSync(whole, script);
      chmodSync(whole, 0o755);
      renameSync(whole, join(starters, name));
    }
  }
}

const multiarch = (path, folder) =>
  existsSync(path)
    ? readdirSync(path)
        .filter((name) => name.includes("-linux-"))
        .map((name) => `${folder}/${name}`)
    : [];

/** Links to other packages' files (alternatives) lead nowhere here. */
function isExecutable(file) {
  try {
    const found = statSync(file);
    return found.isFile() && (found.mode & 0o111) !== 0;
  } catch {
    return false;
  }
}

function run(command, args) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C" };
  return spawnSync(command, args, { encoding: "utf8", env, maxBuffer: 1 << 26 });
}

/** Of apt's errors the first is the reason. */
function lastLine({ error, stdout, stderr }) {
  const lines = `${stdout ?? ""}\n${stderr ?? ""}`.split("\n").filter((line) => line.trim() !== "");
  return error?.message ?? lines.find((line) => line.startsWith("E: ")) ?? lines.at(-1) ?? "it ended";
}

function withManifest(folder) {
  return existsSync(join(folder, "package.json")) ? folder : withManifest(dirname(folder));
}

/** XDG Base Directory Specification: a relative path does not count. */
function userCache() {
  const { XDG_CACHE_HOME: own = "" } = process.env;
  return isAbsolute(own) ? own : join(homedir(), ".cache");
}

/** os-release(5) */
function release() {
  try {
    const text = readFileSync("/etc/os-release", "utf8");
    const value = (key) => new RegExp(`^${key}="?([\\w.-]+)`, "m").exec(text)?.[1];
    return value("VERSION_CODENAME") ?? value("ID") ?? "unknown";
  } catch {
    return "unknown";
  }
}
