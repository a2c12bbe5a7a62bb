import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs"; // prettier-ignore
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { thisRun } from "../testing/this-run.ts";
import { installPacked } from "./install.mjs";

// Types are declared by the compiler, on machines that do other things beside it.

const top = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "natlab-package-"));
const own = join(folder, "node_modules/n2n-natlab");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let tarball = "";
beforeAll(() => {
  tarball = installPacked(folder, thisRun());
});

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function natlab(args: readonly string[], cwd = folder): Promise<Ended> {
  const env = { PATH: process.env["PATH"], HOME: folder, NO_COLOR: "1" };
  try {
    const ended = await promisify(execFile)(join(folder, "node_modules/.bin/natlab"), [...args], { cwd, env });
    return { code: 0, ...ended };
  } catch (error) {
    const { code, stdout, stderr } = error as Ended;
    return { code, stdout, stderr };
  }
}

const inside = (path: string): string => join(folder, path);

/** A folder of a user, where the package is found as Node finds it. */
function userFolder(name: string, files: Readonly<Record<string, string>> = {}): string {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(join(inside(name), file, ".."), { recursive: true });
    writeFileSync(join(inside(name), file), text);
  }
  mkdirSync(inside(name), { recursive: true });
  return inside(name);
}

describe("what is published", () => {
  it("is small, and needs two packages at run time", () => {
    const { dependencies } = JSON.parse(readFileSync(join(own, "package.json"), "utf8")) as { dependencies: object };
    expect(Object.keys(dependencies)).toEqual(["@bokuweb/zstd-wasm", "koffi"]);
    expect(statSync(tarball).size).toBeLessThan(1.7e6);
    const files = readdirSync(own, { recursive: true, encoding: "utf8" });
    const bytes = files.reduce((sum, file) => sum + statSync(join(own, file)).size, 0);
    expect(bytes).toBeLessThan(7e6);
  });

  it("imports nothing else", () => {
    const imported = readdirSync(join(own, "dist"), { recursive: true, encoding: "utf8" })
      .filter((file) => /\.[cm]js$/.test(file))
      .flatMap((file) => [
        ...readFileSync(join(own, "dist", file), "utf8").matchAll(
          /^import .*?from "([^"]+)";$|^import "([^"]+)";$|\bimport\("([^"]+)"\)|(?<=^var \S+ = .*)\brequire\("([^"]+)"\)/gm,
        ),
      ]) // prettier-ignore
      .map(([, from, bare, later, script]) => from ?? bare ?? later ?? script!)
      .filter((name) => !/^(node:|\.|n2n-natlab)/.test(name));
    const builtin = new Set(process.getBuiltinModule("node:module").builtinModules);
    expect(new Set(imported.filter((name) => !builtin.has(name)))).toEqual(new Set(["koffi", "@bokuweb/zstd-wasm"]));
  });

  it("calls nothing about which Node warns outside node_modules", () => {
    const modules = readdirSync(join(own, "dist/natlab"), { recursive: true, encoding: "utf8" });
    const scripts = modules.filter((file) => file.endsWith(".mjs"));
    expect(scripts.length).toBeGreaterThan(20);
    for (const file of scripts)
      expect(readFileSync(join(own, "dist/natlab", file), "utf8"), file).not.toMatch(/\bnew Buffer\(/);
  });

  it("has the licences of what is bundled", () => {
    const text = readFileSync(join(own, "dist/natlab/LICENSES.txt"), "utf8");
    for (const name of ["zod", "yargs", "execa", "sucrase", "yaml"])
      expect(text).toMatch(new RegExp(`^${name} \\d+\\.\\d+`, "m"));
  });
});

describe("in an empty folder", () => {
  it("says what it is and what it can", async () => {
    const { version } = JSON.parse(readFileSync(join(top, "package.json"), "utf8")) as { version: string };
    const each = [["--version"], ["scenario", "--version"], ["judge", "--version"], ["decode", "--version"], ["edge", "--version"]]; // prettier-ignore
    for (const args of each) expect((await natlab(args)).stdout, args.join(" ")).toBe(`n2n-natlab ${version}\n`);
    const { stdout } = await natlab(["--help"]);
    for (const name of ["scenario", "matrix", "lab", "compat", "doctor", "judge", "init", "edge"])
      expect(stdout).toMatch(new RegExp(`^  ${name} +\\S`, "m"));
    expect(await natlab(["scenaro"])).toMatchObject({ code: 64, stderr: 'natlab: no command "scenaro": did you mean scenario?\n' }); // prettier-ignore
  });

  it("runs what it brings, with the reports there", async () => {
    const empty = userFolder("empty");
    const ran = await natlab(["scenario", "symmetric-vs-cone", "--world", "sim"], empty);
    expect(ran.stdout).toContain("scenarios: 5 passed");
    expect(readdirSync(empty)).toEqual(["reports"]);
    expect(ran.stdout).toContain("  judge     npx natlab judge reports/runs/");
    expect(ran.stdout).not.toContain("npm run");
    expect((await natlab(["judge"], empty)).code).toBe(0);
  });

  it("shows commands as they are typed there", async () => {
    for (const name of [
      "scenario",
      "matrix",
      "compat",
      "sweep",
      "lab",
      "judge",
      "systems",
      "doctor",
      "scale",
      "decode",
      "dissector",
      "keygen",
    ]) {
      const { stdout, code } = await natlab([name, "--help"]);
      expect({ name, code, other: /npm run|natlab \w+ -- /.exec(stdout)?.[0] }).toEqual({
        name,
        code: 0,
        other: undefined,
      });
      expect(stdout).toContain(`npx natlab ${name}`);
    }
  });

  it("writes a first scenario, which passes", async () => {
    const fresh = userFolder("fresh");
    expect((await natlab(["init"], fresh)).stdout).toContain("npx natlab scenario first");
    expect((await natlab(["scenario", "first", "--world", "sim"], fresh)).stdout).toContain("scenarios: 2 passed");
    expect(await natlab(["init"], fresh)).toMatchObject({ code: 64, stderr: "natlab: natlab.config.ts exists already; nothing was written\n" }); // prettier-ignore
  });

  it("completes what is typed", async () => {
    const complete = async (...words: string[]) => (await natlab(["complete", ...words])).stdout.trim().split("\n");
    expect(await complete("sc")).toEqual(["scenario", "scale"]);
    expect(await complete("scenario", "symm")).toEqual(["symmetric-vs-cone"]);
    expect(await complete("scenario", "cgn", "--wo")).toEqual(["--world"]);
    expect(await complete("scenario", "cgn", "--world", "")).toEqual(["lab", "sim"]);
    const script = (await natlab(["completion"])).stdout;
    const shell = `PATH=${inside("node_modules/.bin")}:$PATH\n${script}\nCOMP_WORDS=(natlab matr) COMP_CWORD=1; _natlab; echo "\${COMPREPLY[@]}"`;
    expect(execFileSync("bash", ["-c", shell], { encoding: "utf8" })).toBe("matrix\n");
  });
});

describe("a project of a user", () => {
  const config = `import { defineConfig, type SystemUnderTest } from "n2n-natlab";
const mine: SystemUnderTest = {
  name: "mine",
  capabilities: { layer: 3, helper: "none", relays: false, ipv6: false, authenticated: false, keys: "none", ciphers: [], options: [] },
  find: async () => ({ missing: "my program is on another machine" }),
  node: () => ({ program: "mine", argv: ["true"] }),
};
export default defineConfig({ scenarios: "stories", reports: "out", systems: [mine] });
`;
  const scenario = `import { host, nat, router, scenario, topology, type Nat } from "n2n-natlab";
import { pair } from "../pair.ts";
enum Ends { A = "alice", B = "bob" }
export default scenario("mine", {
  claim: "My homes connect.",
  cases: { one: { home: nat.fullCone } },
  net: ({ home }: { home: Nat }) =>
    topology("mine", { sn: host(), a: router({ nat: home, lan: { alice: host() } }), b: router({ nat: home, lan: { bob: host() } }) }),
  between: () => ({ a: Ends.A, b: Ends.B, path: "direct" }) as const,
  async run({ sn, alice, bob }, _case, check) {
    await sn.startHelper();
    await Promise.all(pair(alice, bob).map((one) => one.startNode()));
    await check.path(alice, bob, "direct", { within: "20s" });
  },
});
`;
  const pair = "export const pair = <T>(a: T, b: T): readonly T[] => [a, b];\n";
  const files = { "natlab.config.ts": config, "stories/mine.ts": scenario, "pair.ts": pair };

  it("is found from a folder below, with its scenarios, systems and reports", async () => {
    const project = userFolder("project", files);
    const below = userFolder("project/src/deep");
    expect((await natlab(["scenario", "mine", "--world", "sim"], below)).stdout).toContain("scenarios: 1 passed");
    expect(existsSync(join(project, "out/latest/run.json"))).toBe(true);
    const { stdout } = await natlab(["systems", "--list"], below);
    expect(stdout).toContain("mine          not installed: my program is on another machine");
    expect((await natlab(["scenario", "--list"], below)).stdout).toMatch(/^mine\n {2}My homes connect/);
  });

  // A compiler of its own for each would declare the same types again.
  it("has right types, as has a first scenario that is written", async () => {
    const own = userFolder("typed/project", files);
    const written = userFolder("typed/fresh");
    expect((await natlab(["init"], written)).code).toBe(0);
    const all = [...["natlab.config.ts", "scenarios/first.ts"].map((file) => join(written, file)), ...Object.keys(files).map((file) => join(own, file))]; // prettier-ignore
    expect(all.filter((file) => !existsSync(file))).toEqual([]);
    expect(typeErrors(folder, all)).toBe("");
    writeFileSync(join(own, "pair.ts"), pair.replace("readonly T[]", "number"));
    expect(typeErrors(folder, [join(own, "pair.ts")])).toContain("pair.ts(1,");
  });

  it.each([
    ["scenario.ts: where", { "stories/mine.ts": scenario.replace("nat.fullCone", "nat.fulCone") }, /^natlab: stories\/mine\.ts:8:\d+: nat: a NAT is missing/], // prettier-ignore
    ["scenario.ts: syntax", { "stories/mine.ts": scenario.replace("claim:", "claim") }, /^natlab: stories\/mine\.ts:5:\d+: Unexpected token/], // prettier-ignore
    ["config: unknown", { "natlab.config.ts": "export default { scenario: 'x' };" }, /^natlab: natlab\.config\.ts: scenario: no such setting; there are scenarios, /], // prettier-ignore
    [
      "config: throws",
      { "natlab.config.ts": "\nthrow new Error('later');" },
      /^natlab: natlab\.config\.ts:2:\d+: Error: later/,
    ],
    ["config: taken", { "natlab.config.ts": config.replace('name: "mine"', 'name: "ours"') }, /systems: there is a "ours" already/], // prettier-ignore
  ])("says what is wrong and where: %s", async (name, wrong, said) => {
    const project = userFolder(name.replaceAll(/\W/g, "-"), { ...files, ...wrong });
    const { code, stderr } = await natlab(["scenario", "mine", "--world", "sim"], project);
    expect(stderr).toMatch(said);
    expect(stderr.trimEnd()).not.toContain("\n");
    expect(code).toBe(64);
  });
});

/** What the compiler says of files of a user with its own settings, in strict mode. */
function typeErrors(cwd: string, files: readonly string[]): string {
  if (!existsSync(inside("node_modules/@types")))
    symlinkSync(join(top, "node_modules/@types"), inside("node_modules/@types"));
  const options = "--noEmit --strict --target es2023 --module nodenext --allowImportingTsExtensions --types node --exactOptionalPropertyTypes"; // prettier-ignore
  try {
    execFileSync(process.execPath, [join(top, "node_modules/typescript/bin/tsc"), ...options.split(" "), ...files], { cwd, encoding: "utf8" }); // prettier-ignore
    return "";
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}
