import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { EnvironmentError } from "../../src/base/environment-error.ts";
import type { Release } from "./debian/control.ts";
import { daemonPackages, runtimePackage, tools } from "./debian/packages.ts";
import type { Runtime } from "./debian/runtime.ts";
import { sums, writePackage, type Compression } from "./debian/write.ts";
import { packDaemons } from "./daemons.ts";
import { fetchRuntime, type Architecture } from "./fetch-runtime.ts";

export interface PackagesWanted {
  readonly top: string;
  /** Made if it does not exist. */
  readonly out: string;
  readonly release: Release;
  readonly compression: Compression;
  readonly architectures: readonly Architecture[];
  /** Instead of what the registry has. */
  readonly runtimes?: readonly Runtime[];
  readonly say: (line: string) => void;
}

/** Writes every package and `SHA256SUMS`; returns the names of the files. Throws EnvironmentError. */
export function writePackages({
  top,
  out,
  release,
  compression,
  architectures,
  runtimes,
  say,
}: PackagesWanted): readonly string[] {
  // prettier-ignore
  if (spawnSync("dpkg-deb", ["--version"]).status !== 0)
    throw new EnvironmentError("there is no dpkg-deb: build the packages on Debian or Ubuntu");
  const fetched = mkdtempSync(join(tmpdir(), "n2n-runtime-"));
  try {
    mkdirSync(out, { recursive: true });
    const all = runtimes ?? architectures.map((one) => fetchRuntime(top, one, fetched));
    const packed = packDaemons(top, out);
    say(basename(packed));
    const read = (name: string) => readFileSync(join(top, "dist", name), "utf8");
    const daemons = daemonPackages({ top, release, help: helpOfTools(top), read });
    const made = [...all.map((one) => runtimePackage(top, one)), ...daemons].map((one) => {
      const path = writePackage(one, release, out, compression);
      say(basename(path));
      return path;
    });
    const names = [packed, ...made].map((path) => basename(path)).sort();
    writeFileSync(join(out, "SHA256SUMS"), sums(out, names, "sha256"));
    return [...names, "SHA256SUMS"];
  } finally {
    rmSync(fetched, { recursive: true, force: true });
  }
}

/** What each prints once it is installed. */
function helpOfTools(top: string): Readonly<Record<string, string>> {
  const env = { ...process.env, npm_lifecycle_event: undefined };
  const names = Object.values(tools).flatMap((own) => Object.keys(own));
  const helpOf = (name: string) =>
    execFileSync(process.execPath, [join(top, `dist/${name}.mjs`), "--help"], { encoding: "utf8", env });
  return Object.fromEntries(names.map((name) => [name, helpOf(name)]));
}

/**
 * `SOURCE_DATE_EPOCH`, or else the time of the last commit, so that the same sources make the same packages; the
 * maintainer as for Debian's own tools.
 */
export function releaseOf(top: string, env: Readonly<Record<string, string | undefined>>): Release {
  const { version } = JSON.parse(readFileSync(join(top, "package.json"), "utf8")) as { readonly version: string };
  const commit = spawnSync("git", ["log", "-1", "--format=%ct"], { cwd: top, encoding: "utf8" });
  const time = Number(env["SOURCE_DATE_EPOCH"] || commit.stdout || Date.now() / 1000);
  if (!Number.isFinite(time) || time < 0)
    throw new EnvironmentError(`SOURCE_DATE_EPOCH=${env["SOURCE_DATE_EPOCH"]} is not right: give seconds since 1970`);
  const maintainer = `${env["DEBFULLNAME"] ?? "n2n-natlab"} <${env["DEBEMAIL"] ?? "packages@n2n-natlab.invalid"}>`;
  return { version, maintainer, time: Math.floor(time) };
}
