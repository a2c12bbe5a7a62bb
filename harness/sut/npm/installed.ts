import { execFile } from "node:child_process";
import { cp, mkdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { asTyped } from "../../../src/base/as-typed.ts";
import { EnvironmentError } from "../../../src/base/environment-error.ts";
import { ownFile } from "../../project/own-folder.ts";
import { project } from "../../project/project.ts";
import type { FoundProgram } from "../contract.ts";
import type { NpmSystem } from "./names.ts";

/** Committed: they pin what is installed, to the byte; `library.mjs` exports what our peers use of it. */
const manifest = ["package.json", "package-lock.json", "library.mjs"];

const committed = (name: NpmSystem): string => ownFile(`harness/sut/npm/${name}`);
const installed = (name: NpmSystem): string => join(project().folder, ".systems", name);

/** For `import()` in a peer. */
export const npmLibrary = (name: NpmSystem): string => pathToFileURL(join(installed(name), "library.mjs")).href;

/** `files`: what is run, in node_modules. `named`: the package whose version counts. */
export async function findNpmSystem(
  name: NpmSystem,
  { named, files }: { readonly named: string; readonly files: readonly string[] },
): Promise<FoundProgram | { readonly missing: string }> {
  const how = asTyped(`npm run systems -- --setup ${name}`);
  const modules = join(installed(name), "node_modules");
  const version = await versionIn(join(modules, named, "package.json"));
  if (version === undefined) return { missing: `${named} is not installed: ${how}` };
  if (!(await isCurrent(name))) return { missing: `the installed version of ${named} is not the right one: ${how}` };
  const own = [join(installed(name), "package-lock.json"), ...files.map((file) => join(modules, file))];
  return { version, source: `npm package ${named} ${version}`, files: own };
}

/** Whether it is installed as committed. */
export async function isCurrent(name: NpmSystem): Promise<boolean> {
  const pairs = manifest.map(async (file) => {
    const [wanted, there] = await Promise.all(
      [committed(name), installed(name)].map((folder) => readFile(join(folder, file), "utf8").catch(() => undefined)),
    );
    return wanted === there;
  });
  return (await Promise.all(pairs)).every(Boolean);
}

/** Downloads it, with exactly the packages of its lockfile and without running their scripts. */
export async function installNpmSystem(name: NpmSystem): Promise<void> {
  const target = installed(name);
  const unfinished = `${target}.${process.pid}`;
  try {
    await mkdir(unfinished, { recursive: true });
    for (const file of manifest) await cp(join(committed(name), file), join(unfinished, file));
    await promisify(execFile)("npm", install, { cwd: unfinished });
    await rm(target, { recursive: true, force: true });
    await rename(unfinished, target);
  } catch (error) {
    const { stderr = "", code } = error as { readonly stderr?: string; readonly code?: unknown };
    if (stderr === "" && code !== "ENOENT") throw error;
    const why = code === "ENOENT" ? "npm was not found" : stderr.trim().split("\n").join("; ");
    throw new EnvironmentError(`${name} cannot be installed: ${why}`);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** The user's own npm settings, inherited through the environment, could install less, or elsewhere. */
const install = [
  ...["ci", "--ignore-scripts", "--include=optional", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error"],
  ...["--package-lock", "--install-strategy=hoisted", "--legacy-peer-deps", "--no-dry-run", "--no-global", "--no-json"],
];

async function versionIn(file: string): Promise<string | undefined> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as { readonly version: string }).version;
}
