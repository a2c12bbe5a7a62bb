import { spawnSync } from "node:child_process";
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tasks } from "./bootstrap/tasks.mjs";

const top = join(import.meta.dirname, "..");
const read = (path: string) => readFileSync(join(top, path), "utf8");
const { scripts, engines } = JSON.parse(read("package.json")) as {
  readonly scripts: Readonly<Record<string, string>>;
  readonly engines: { readonly node: string };
};
const workflow = read(".github/workflows/checks.yml");
const steps = [...workflow.matchAll(/^ +- run: (.*)$/gm)].map(([, step]) => step!);
const inScript = [...read(".ci/run").matchAll(/^ *(npm .*)$/gm)].map(([, line]) => line!);

/** `npm run NAME …`, `npm test`. */
const npmScripts = (lines: readonly string[]) =>
  lines.flatMap((line) => [...line.matchAll(/\bnpm (?:run (?:-s )?([\w:]+)|(test))\b/g)].map(([, run, test]) => run ?? test!)); // prettier-ignore

describe("what CI runs", () => {
  it("is .ci/run, the same for users' forks as here", () => {
    accessSync(join(top, ".ci/run"), constants.X_OK);
    expect(steps.filter((step) => step === ".ci/run")).toHaveLength(workflow.match(/runs-on:/g)!.length);
    expect(steps.filter((step) => !/^(\.ci\/run|apt-get |sudo sysctl |sudo env .* npm test$)/.test(step))).toEqual([]);
  });

  it("is what the README promises, and all of it is there", () => {
    const named = npmScripts([...inScript, ...steps]);
    expect(named).toEqual(expect.arrayContaining(["check", "scenario", "test"]));
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
    expect(inScript).toEqual(expect.arrayContaining(["npm run scenario symmetric-vs-cone", "npm test"]));
  });

  it("runs on the oldest Node of each line that is supported", () => {
    const versions = /^ +node: \[(.*)\]$/m.exec(workflow)?.[1]?.split(", ") ?? [];
    expect(versions[0]).toBe(/\^(20\.\d+\.\d+)/.exec(engines.node)?.[1]);
    expect(versions.map((version) => version.split(".")[0])).toEqual(["20", "22", "24"]);
  });
});

it("a release has the notes of its own version", () => {
  const step = /^ +- run: (awk .*) > notes\.md$/m.exec(read(".github/workflows/release.yml"))![1]!;
  const folder = mkdtempSync(join(tmpdir(), "natlab-notes-"));
  const sections = ["# Changelog\n", "## Unreleased\n", "## 1.2.10 - 2026-02-01\n\n- later\n", "## 1.2.1 - 2026-01-01\n\n### Fixed\n\n- this\n", "## 1.2.0 - 2025-12-01\n\n- before\n"]; // prettier-ignore
  try {
    writeFileSync(join(folder, "CHANGELOG.md"), sections.join("\n"));
    const env = { PATH: process.env["PATH"], GITHUB_REF_NAME: "v1.2.1" };
    const { stdout } = spawnSync("bash", ["-e", "-c", step], { cwd: folder, env, encoding: "utf8" });
    expect(stdout.trim()).toBe("## 1.2.1 - 2026-01-01\n\n### Fixed\n\n- this");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it("every task of the bootstrap is a script, and the other way round", () => {
  const started = Object.entries(scripts).filter(([, line]) => line.startsWith("node ci/bootstrap.mjs "));
  expect(started.map(([name, line]) => [name, line.split(" ").at(-1)])).toEqual(started.map(([name]) => [name, name]));
  expect(started.map(([name]) => name).sort()).toEqual(Object.keys(tasks).sort());
});
