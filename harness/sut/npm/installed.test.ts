import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { npmSystems } from "./names.ts";

const read = (name: string, file: string): string => readFileSync(join(import.meta.dirname, name, file), "utf8");

interface Package {
  readonly dependencies?: Readonly<Record<string, string>>;
}
interface Lockfile {
  readonly packages: Readonly<Record<string, Package & { readonly integrity?: string; readonly resolved?: string }>>;
}

describe.each(npmSystems)("the installed library %s", (name) => {
  const { dependencies = {} } = JSON.parse(read(name, "package.json")) as Package;
  const { packages } = JSON.parse(read(name, "package-lock.json")) as Lockfile;
  const { "": top, ...others } = packages;

  it("is pinned, to the byte, wherever it comes from", () => {
    expect(Object.values(dependencies).filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
    expect(top!.dependencies).toEqual(dependencies);
    expect(Object.values(others).filter(({ integrity }) => !integrity?.startsWith("sha512-"))).toEqual([]);
    expect(Object.values(others).filter(({ resolved }) => resolved !== undefined)).toEqual([]);
  });

  it("is what its library.mjs imports", () => {
    const imported = [...read(name, "library.mjs").matchAll(/from "([^"]+)"/g)].map(([, from]) => from!);
    expect(imported.length).toBeGreaterThan(0);
    const packageOf = (from: string): string => /^(?:@[^/]+\/)?[^/]+/.exec(from)![0];
    expect(imported.filter((from) => dependencies[packageOf(from)] === undefined)).toEqual([]);
  });
});
