import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, lutimesSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs"; // prettier-ignore
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { changelogText, conffiles, controlText, debianVersion, type DebianPackage, type Release } from "./control.ts";
import { compressed } from "./documents.ts";

/** `none` is quick, for tests. */
export type Compression = "xz" | "none";

/**
 * Writes `NAME_VERSION_ARCHITECTURE.deb` into `folder` and returns its path. The same files, version, time and dpkg-deb
 * make the same bytes. Throws the system's error, or that of dpkg-deb.
 */
export function writePackage(made: DebianPackage, release: Release, folder: string, compression: Compression): string {
  const tree = mkdtempSync(join(tmpdir(), "n2n-package-"));
  try {
    chmodSync(tree, 0o755);
    const documents = `/usr/share/doc/${made.name}`;
    const changelog = { path: `${documents}/changelog.gz`, text: compressed(changelogText(made.name, release)) };
    const whole: DebianPackage = { ...made, files: [...made.files, changelog] };
    for (const file of whole.files) {
      const path = join(tree, file.path);
      mkdirSync(dirname(path), { recursive: true });
      if ("link" in file) symlinkSync(file.link, path);
      else if ("from" in file) copyFileSync(file.from, path);
      else writeFileSync(path, file.text);
      if (!("link" in file)) chmodSync(path, file.mode ?? 0o644);
    }
    const installed = below(tree);
    const control = join(tree, "DEBIAN");
    mkdirSync(control);
    const bytes = installed.files.reduce((sum, path) => sum + statSync(join(tree, path)).size, 0);
    const parts: Record<string, string> = { control: controlText(whole, release, bytes), md5sums: sums(tree, installed.files, "md5") }; // prettier-ignore
    if (conffiles(whole) !== "") parts["conffiles"] = conffiles(whole);
    for (const [name, text] of Object.entries({ ...parts, ...made.scripts })) {
      writeFileSync(join(control, name), text);
      chmodSync(join(control, name), Object.hasOwn(made.scripts, name) ? 0o755 : 0o644);
    }
    settle(tree, release.time);
    const target = join(folder, `${made.name}_${debianVersion(release.version)}_${made.architecture}.deb`);
    execFileSync("dpkg-deb", ["--root-owner-group", `-Z${compression}`, "--build", tree, target], {
      stdio: ["ignore", "ignore", "pipe"],
      // Several threads cut the data elsewhere.
      env: { ...process.env, SOURCE_DATE_EPOCH: String(release.time), DPKG_DEB_THREADS_MAX: "1" },
    });
    return target;
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}

/** `HASH  NAME` for each, as sha256sum and md5sum print and check it. */
export const sums = (folder: string, names: readonly string[], kind: "md5" | "sha256"): string =>
  names.map((name) => `${createHash(kind).update(readFileSync(join(folder, name))).digest("hex")}  ${name}\n`).join(""); // prettier-ignore

/** Paths without the folder, sorted; links only with `settle`. */
function below(folder: string): { readonly files: readonly string[]; readonly others: readonly string[] } {
  const all = readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => ({
    path: join(entry.parentPath, entry.name).slice(folder.length + 1),
    isFile: entry.isFile(),
  }));
  const paths = (isFile: boolean) => all.flatMap((one) => (one.isFile === isFile ? [one.path] : [])).sort();
  return { files: paths(true), others: paths(false) };
}

/** Modes of folders and times do not depend on who builds, and when. */
function settle(tree: string, time: number): void {
  const { files, others } = below(tree);
  // The deepest first: what is inside a folder changes its time.
  for (const path of [...files, ...[...others].reverse(), ""].map((name) => join(tree, name))) {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isDirectory()) chmodSync(path, 0o755);
    if (stat === undefined || !(stat.isFile() || stat.isDirectory())) lutimesSync(path, time, time);
    else utimesSync(path, time, time);
  }
}
