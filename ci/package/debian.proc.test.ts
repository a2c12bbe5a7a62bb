import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writePackages } from "./packages.ts";

const top = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "n2n-debian-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const lacking = spawnSync("dpkg-deb", ["--version"]).status !== 0;
const machine = { x64: "amd64", arm64: "arm64" }[process.arch as string];
/** With a small file for Node: what is tried is the packages, not the compression of 127 MB. */
const missing = lacking ? "there is no dpkg-deb" : machine === undefined ? `koffi for ${process.arch}` : undefined;

const deb = (out: string, name: string): string => join(folder, out, name);
const version = (JSON.parse(readFileSync(join(top, "package.json"), "utf8")) as { version: string }).version;

describe.skipIf(missing !== undefined)(`packages of the daemons${missing === undefined ? "" : `: ${missing}`}`, () => {
  let names: readonly string[] = [];
  const unpacked = join(folder, "root");

  beforeAll(() => {
    execFileSync(process.execPath, [join(top, "ci/build.mjs")]);
    const node = join(folder, "node");
    mkdirSync(join(node, "bin"), { recursive: true });
    cpSync(join(import.meta.dirname, "../../LICENSE"), join(node, "LICENSE"));
    cpSync("/bin/true", join(node, "bin/node"), { dereference: true });
    const koffiName = `@koromix/koffi-linux-${process.arch}`;
    const runtime = { architecture: machine!, node, koffi: join(top, "node_modules", koffiName), koffiName };
    const release = { version, maintainer: "A <a@example.org>", time: 1_700_000_000 };
    const write = (out: string) =>
      writePackages({ top, out: join(folder, out), release, compression: "none", architectures: [], runtimes: [runtime], say: () => undefined }); // prettier-ignore
    names = write("a");
    const before = process.umask(0o077);
    write("b");
    process.umask(before);
    for (const name of names.filter((one) => one.endsWith(".deb"))) execFileSync("dpkg-deb", ["-x", deb("a", name), unpacked]); // prettier-ignore
    rmSync(join(unpacked, "usr/lib/n2n-natlab/node"));
    symlinkSync(process.execPath, join(unpacked, "usr/lib/n2n-natlab/node"));
  });

  it("are one for each daemon, one for the runtime, one for npm, and their checksums", () => {
    expect(names).toEqual([
      `n2n-natlab-daemons-${version}.tgz`,
      `n2n-natlab-edge_${version}_all.deb`,
      `n2n-natlab-runtime_${version}_${machine!}.deb`,
      `n2n-natlab-supernode_${version}_all.deb`,
      "SHA256SUMS",
    ]);
    const { stdout } = spawnSync("sha256sum", ["--check", "SHA256SUMS"], { cwd: join(folder, "a"), encoding: "utf8" });
    expect(stdout.split("\n").filter((line) => line.endsWith(": OK"))).toHaveLength(4);
  });

  it("have the same bytes whenever they are made, with whatever umask", () => {
    for (const name of names) expect(readFileSync(deb("b", name)).equals(readFileSync(deb("a", name))), name).toBe(true); // prettier-ignore
  });

  it("belong to root", () => {
    for (const name of names.filter((one) => one.endsWith(".deb"))) {
      const listed = execFileSync("dpkg-deb", ["-c", deb("a", name)], { encoding: "utf8" })
        .trim()
        .split("\n");
      for (const line of listed) expect(line).toMatch(/^[d-]rw[-x]([r-][w-][x-]){2} root\/root /);
    }
  });

  it("have everything that the programs import", () => {
    for (const program of [
      "edge.cjs",
      "supernode.cjs",
      "n2n-keygen.mjs",
      "n2n-decode.mjs",
      "n2n-route.mjs",
      "n2n-portfwd.mjs",
    ]) {
      const script = join(unpacked, "usr/lib/n2n-natlab", program);
      const ended = spawnSync(process.execPath, [script, "--version"], { cwd: "/", encoding: "utf8" });
      expect(ended, program).toMatchObject({ status: 0, stdout: `n2n-natlab ${version}\n`, stderr: "" });
    }
    const zstd = `import { init } from "@bokuweb/zstd-wasm"; await init(); console.log("zstd");`;
    const script = join(unpacked, "usr/lib/n2n-natlab/try.mjs");
    execFileSync("sh", ["-c", 'cat > "$0"', script], { input: zstd });
    expect(execFileSync(process.execPath, [script], { encoding: "utf8" })).toBe("zstd\n");
  });

  it("have the licence of everything that is in them", () => {
    const copyright = (name: string) =>
      readFileSync(join(unpacked, `usr/share/doc/n2n-natlab-${name}/copyright`), "utf8");
    const libraries = JSON.parse(readFileSync(join(top, "package-lock.json"), "utf8")) as { packages: Record<string, { version: string }> }; // prettier-ignore
    const home = join(unpacked, "usr/lib/n2n-natlab");
    for (const [name, ...programs] of [
      ["edge", "programs/edge.cjs", "programs/fast-worker.cjs", "n2n-decode.mjs", "n2n-route.mjs", "n2n-portfwd.mjs"],
      ["supernode", "programs/supernode.cjs", "programs/relay-worker.cjs", "n2n-keygen.mjs"],
    ] as const)
      // prettier-ignore
      for (const program of programs) {
        const text = readFileSync(join(home, program), "utf8");
        const bundled = new Set([...text.matchAll(/node_modules\/((?:@[^/\s"']+\/)?[^/\s"']+)\/.*\.js$/gm)].map(([, one]) => one!));
        if (program === `programs/${name}.cjs`) expect([...bundled]).toContain("yaml");
        for (const one of bundled)
          expect(copyright(name)).toContain(`\n ${one} ${libraries.packages[`node_modules/${one}`]!.version}\n`);
      }
    expect(copyright("edge")).toMatch(
      /^Files: usr\/lib\/n2n-natlab\/fast-core\.wasm\nCopyright: .*\n .*AssemblyScript/m,
    );
    for (const of of ["/node", "/node_modules/koffi/* ", "/node_modules/@bokuweb/zstd-wasm/*"])
      expect(copyright("runtime")).toContain(`lib/n2n-natlab${of}`);
    expect(copyright("runtime")).toMatch(/node-addon-api[^]*BSD License, for Zstandard/);
  });

  it("tools speak of themselves as they are installed", () => {
    const script = join(unpacked, "usr/lib/n2n-natlab/n2n-route.mjs");
    const env = { ...process.env, npm_lifecycle_event: "test" };
    expect(execFileSync(process.execPath, [script, "--help"], { encoding: "utf8", env })).toContain("  n2n-route -g ADDRESS [options]"); // prettier-ignore
  });

  it("the npm package is small, and says in one line when Node is too old", () => {
    const tarball = deb("a", `n2n-natlab-daemons-${version}.tgz`);
    expect(statSync(tarball).size).toBeLessThan(6e5);
    const at = join(folder, "npm");
    mkdirSync(at);
    execFileSync("tar", ["xzf", tarball, "-C", at]);
    expect(readFileSync(join(at, "package/LICENSES.txt"), "utf8")).toMatch(/^yaml [\d.]+\n[^]*AssemblyScript/m);
    const start = `Object.defineProperty(process, "versions", { value: { node: "12.22.12" } }); process.argv[1] = "edge"; require(${JSON.stringify(join(at, "package/packaging/bin/edge.cjs"))});`; // prettier-ignore
    const ended = spawnSync(process.execPath, ["-e", start], { encoding: "utf8" });
    expect(ended.status).toBe(69);
    expect(ended.stderr).toMatch(/^edge: Node 12\.22\.12 cannot run this: it needs \^20[^\n]*\n$/);
    expect(existsSync(join(at, "package/dist/edge.cjs"))).toBe(true);
  });
});
