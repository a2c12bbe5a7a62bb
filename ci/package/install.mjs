import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const top = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Packs this package and installs it into a folder as npm does, but without a registry: what it depends on is copied from
 * here. Returns the tarball.
 */
export function installPacked(folder) {
  // One at a time: each builds dist/natlab and dist/types anew.
  const pack = [join(top, "package.json"), "npm", "pack", "--pack-destination", folder];
  execFileSync("flock", pack, { cwd: top, stdio: ["ignore", "ignore", "pipe"] });
  const tarball = join(
    folder,
    readdirSync(folder).find((name) => name.endsWith(".tgz")),
  );
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
