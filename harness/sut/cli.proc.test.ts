import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { notAvailable } from "./not-available.ts";
import { registry } from "./registry.ts";
import { compiled } from "../../ci/testing/compiled.ts";

const cli = await compiled("harness/sut/cli.ts");

/** Without a folder of n2n's, so that it is missing unless PATH has it. */
function systems(...args: string[]) {
  const env = { ...process.env, N2N_DIR: "", N3N_DIR: "" };
  const argv = [cli, ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { encoding: "utf8", env });
  return { status, stdout, stderr };
}

it("lists every system, with its version or how to install it", () => {
  const { status, stdout } = systems("--list");
  expect(status).toBe(0);
  const all = stdout.trimEnd().split("\n");
  const lines = all.slice(0, Object.keys(registry).length);
  expect(lines.map((line) => line.split(" ")[0])).toEqual(Object.keys(registry));
  for (const line of lines) expect(line).toMatch(/^\S+ +(not installed: .+|\S*\d\S*, .+)$/);
  expect(all.slice(lines.length)).toEqual(
    notAvailable.map(({ names, why }) => `no adapter for ${names.join(", ")}: ${why}`),
  );
  expect(systems("--list", "ours").stdout).toMatch(/^ours .+\n$/);
});

it("says why there is no adapter for a program that was looked for", () => {
  const asked = systems("--setup", "tailscale");
  expect(asked).toMatchObject({ status: 64, stderr: expect.stringMatching(/no adapter for tailscale: not in Debian/) as string }); // prettier-ignore
});

it("reports what cannot be installed, and a mistyped name with another exit code", () => {
  expect(systems("--setup", "n3n")).toMatchObject({ status: 69, stderr: expect.stringMatching(/not installed: n3n: /) as string }); // prettier-ignore
  expect(systems("--setup", "tink")).toMatchObject({ status: 64, stderr: expect.stringMatching(/did you mean tinc/) as string }); // prettier-ignore
  expect(systems("tinc").status).toBe(64);
  expect(systems("--setup", "--lost").status).toBe(64);
});

it("finds what is installed, and installs nothing", () => {
  expect(systems("--setup", "ours")).toMatchObject({ status: 0, stdout: expect.stringMatching(/^ours \d\S* is installed\n$/) as string }); // prettier-ignore
});

it("can install every system that is not built elsewhere", () => {
  const without = Object.values(registry).filter(({ install }) => install === undefined);
  expect(without.map(({ name }) => name)).toEqual(["ours", "ntop", "n3n"]);
});
