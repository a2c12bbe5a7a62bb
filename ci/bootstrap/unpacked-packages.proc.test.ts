import { execFileSync, spawnSync } from "node:child_process";
import {
  closeSync,
  copyFileSync,
  fstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";

const hasDpkg = spawnSync("dpkg-deb", ["--version"]).status === 0;
const scratch = mkdtempSync(join(tmpdir(), "natlab-unpacked-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A package with a program, which prints its arguments and where it looks for libraries, and a library. */
function makePackage(): string {
  const tree = join(scratch, "tree");
  for (const folder of ["DEBIAN", "usr/sbin", "usr/lib/x86_64-linux-gnu"])
    mkdirSync(join(tree, folder), { recursive: true });
  writeFileSync(
    join(tree, "DEBIAN/control"),
    "Package: natlab-try\nVersion: 1\nArchitecture: all\nMaintainer: us\nDescription: try\n",
  );
  writeFileSync(join(tree, "DEBIAN/preinst"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
  writeFileSync(join(tree, "usr/sbin/natlab-try"), '#!/bin/sh\necho "$@"; echo "$LD_LIBRARY_PATH"; exit 4\n', {
    mode: 0o755,
  });
  writeFileSync(join(tree, "usr/sbin/notes"), "no program\n", { mode: 0o644 });
  const file = join(scratch, "try.deb");
  execFileSync("dpkg-deb", ["--build", "--root-owner-group", tree, file]);
  return file;
}

/** `apt`: an apt-get that is asked instead. */
function unpack(apt: string, folder: string): { trouble: string | undefined; said: readonly string[] } {
  const bin = join(scratch, "bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, "apt-get"), `#!/bin/sh\n${apt}\n`, { mode: 0o755 });
  const script = `
    import { unpackDebianPackages } from "./ci/bootstrap/unpacked-packages.mjs";
    const said = [];
    const trouble = unpackDebianPackages(["natlab-try"], (line) => said.push(line), ${JSON.stringify(folder)});
    console.log(JSON.stringify({ trouble, said }));`;
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env["PATH"]}` };
  const argv = ["--input-type=module", "-e", script];
  const out = execFileSync(process.execPath, argv, { cwd: join(import.meta.dirname, "../.."), encoding: "utf8", env });
  return JSON.parse(out) as { trouble: string | undefined; said: readonly string[] };
}

describe("their folder", () => {
  /** Where a module in this folder looks for their programs. */
  function commandsOf(folder: string, env: Readonly<Record<string, string>>): string {
    const script = `console.log((await import(${JSON.stringify(join(folder, "unpacked-packages.mjs"))})).unpackedCommands)`;
    const argv = ["--input-type=module", "-e", script];
    return execFileSync(process.execPath, argv, { encoding: "utf8", env: { PATH: process.env["PATH"], ...env } });
  }

  it("is the clone's own", () => {
    const top = join(import.meta.dirname, "../..");
    expect(commandsOf(import.meta.dirname, { HOME: "/home/of" })).toContain(`${top}/.systems/debian-`);
  });

  it("is the user's cache for an installed package, which npm may install again at any time", () => {
    const installed = join(scratch, "node_modules/n2n-natlab/dist/natlab");
    mkdirSync(installed, { recursive: true });
    writeFileSync(join(installed, "../../package.json"), "{}");
    copyFileSync(join(import.meta.dirname, "unpacked-packages.mjs"), join(installed, "unpacked-packages.mjs"));
    expect(commandsOf(installed, { HOME: "/home/of" })).toMatch(/^\/home\/of\/\.cache\/n2n-natlab\/debian-/);
    expect(commandsOf(installed, { HOME: "/home/of", XDG_CACHE_HOME: "/cache" })).toMatch(
      /^\/cache\/n2n-natlab\/debian-/,
    );
    expect(commandsOf(installed, { HOME: "/home/of", XDG_CACHE_HOME: "here" })).toMatch(/^\/home\/of\/\.cache\//);
  });
});

describe.runIf(hasDpkg)("Debian packages without root (needs dpkg-deb)", () => {
  it("are unpacked, not installed, and their programs find their libraries", () => {
    const file = makePackage();
    const folder = join(scratch, "it's here");
    // Fails as with empty package lists, until it has fetched lists of its own.
    const apt = `
      for word; do case $word in Dir::Cache=*) cache=\${word#*=};; Dir::State::lists=*) lists=\${word#*=};; esac; done
      case "$*" in *" update "*) touch "$lists/fetched"; exit;; esac
      [ -n "$lists" ] && [ -f "$lists/fetched" ] || { echo "E: Unable to locate package" >&2; exit 100; }
      cp ${file} "$cache/archives/"`;
    expect(unpack(apt, folder)).toEqual({
      said: [expect.stringContaining(folder) as string, expect.stringContaining("package lists") as string],
    });
    expect(readdirSync(folder).sort()).toEqual(["bin", "root"]);
    expect(readdirSync(join(folder, "bin"))).toEqual(["natlab-try"]);
    const { status, stdout } = spawnSync(join(folder, "bin/natlab-try"), ["a  b", "c"], { encoding: "utf8" });
    const [args, libraries = ""] = stdout.split("\n");
    expect({ status, args }).toEqual({ status: 4, args: "a  b c" });
    expect(libraries.split(":")).toContain(`${folder}/bin/../root/usr/lib/x86_64-linux-gnu`);
  });

  it("replace what is there while it is started, and nobody finds half a file", () => {
    const file = makePackage();
    const folder = join(scratch, "again");
    const apt = `for word; do case $word in Dir::Cache=*) cp ${file} "\${word#*=}/archives/";; esac; done`;
    expect(unpack(apt, folder).trouble).toBeUndefined();
    const starter = join(folder, "bin/natlab-try");
    // What was opened before stays as it was; files are replaced, not written.
    const [before, program] = [starter, join(folder, "root/usr/sbin/natlab-try")].map((path) => openSync(path, "r"));
    expect(unpack(apt, folder).trouble).toBeUndefined();
    for (const [path, descriptor] of [
      [starter, before!],
      [join(folder, "root/usr/sbin/natlab-try"), program!],
    ] as const) {
      expect(statSync(path).ino).not.toBe(fstatSync(descriptor).ino);
      expect(readFileSync(descriptor, "utf8")).toBe(readFileSync(path, "utf8"));
      closeSync(descriptor);
    }
    expect(spawnSync(starter, ["x"], { encoding: "utf8" }).stdout).toMatch(/^x\n/);
    expect(readdirSync(folder).sort()).toEqual(["bin", "root"]);
  });

  it("are refused with apt's reason", () => {
    const { trouble } = unpack('echo "E: Unable to locate package natlab-try" >&2; exit 100', join(scratch, "none"));
    expect(trouble).toBe("apt-get cannot download them: E: Unable to locate package natlab-try");
    expect(readdirSync(join(scratch, "none"))).toEqual([]);
  });
});
