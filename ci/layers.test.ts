import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { circles } from "./circles.ts";
import { bans, broken, importsDouble } from "./layers.ts";
import { sourceFiles } from "./source-files.ts";

const top = normalize(join(import.meta.dirname, ".."));

/** Type-only imports count as well: what knows another's types depends on it. Tests may reach where they like. */
function imports(file: string): string[] {
  const text = readFileSync(join(top, file), "utf8");
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map(([, name]) =>
    name!.startsWith(".") ? normalize(join(dirname(file), name!)) : name!,
  );
}

describe("layers", () => {
  it("no file imports what it must not", () => {
    const files = sourceFiles(".ts").filter((file) => !file.endsWith(".test.ts"));
    expect(files.length).toBeGreaterThan(10);
    const found = files.flatMap((file) =>
      imports(file).flatMap((imported) =>
        broken(file, imported).map((ban) => `${file} imports ${imported}: ${ban.reason}`),
      ),
    );
    expect(found).toEqual([]);
  });

  it("no product imports a test's double", () => {
    const files = sourceFiles(".ts").filter((file) => !file.endsWith(".test.ts"));
    const found = files.flatMap((file) =>
      imports(file)
        .filter((name) => importsDouble(file, name))
        .map((name) => [file, name]),
    );
    expect(found).toEqual([]);
    expect(importsDouble("src/edge/machine.ts", "src/edge/testing/bob.ts")).toBe(true);
  });

  it("no imports go in a circle", () => {
    const files = new Set(sourceFiles(".ts"));
    expect(files.size).toBeGreaterThan(10);
    // The packet cores name their files without an ending.
    const known = (name: string) => [name, `${name}.ts`].filter((file) => files.has(file));
    const graph = new Map([...files].map((file) => [file, imports(file).flatMap(known)]));
    expect(graph.get("src/edge/machine.ts")).toContain("src/base/machine.ts");
    expect(circles(graph)).toEqual([]);
  });

  it("notices a product that imports its laboratory", () => {
    expect(broken("src/edge/machine.ts", "harness/index.ts").map((ban) => ban.reason)).toEqual([
      "a product must not need its lab",
    ]);
  });

  it("every ban speaks of folders that exist", () => {
    const folders = [...new Set(bans.flatMap(({ from, imports }) => [from, ...imports]))].filter(
      (path) => !path.startsWith("node:") && path.endsWith("/"),
    );
    expect(folders.filter((folder) => !existsSync(join(top, folder)))).toEqual([]);
  });
});
