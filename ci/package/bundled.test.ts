import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { holdersIn, librariesIn, licencesText } from "./bundled.ts";

const top = join(import.meta.dirname, "../..");

it("libraries are those whose files a bundle names", () => {
  const bundle =
    "// src/a.ts\nvar a;\n\n  // node_modules/yaml/browser/dist/x.js\n// node_modules/chalk/source/index.js\n";
  const found = librariesIn(top, [bundle, bundle]);
  expect(found.map(({ name, licence }) => `${name} ${licence}`)).toEqual(["chalk MIT", "yaml ISC"]);
  expect(found[1]!.holders).toEqual(["Eemeli Aro <eemeli@gmail.com>"]);
  expect(licencesText(found)).toMatch(/^chalk [\d.]+\n\nMIT License\n[^]*^yaml [\d.]+\n\nCopyright Eemeli Aro/m);
});

it("one without a licence cannot be bundled", () => {
  const folder = mkdtempSync(join(tmpdir(), "n2n-bundled-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "node_modules/@a/b"), { recursive: true });
  writeFileSync(join(folder, "node_modules/@a/b/package.json"), '{"name":"@a/b","version":"1.0.0","license":"MIT"}');
  expect(() => librariesIn(folder, ["// node_modules/@a/b/index.js\n"])).toThrow("@a/b 1.0.0 has no licence file");
});

it.each([
  ["Copyright (c) 2017 [Collaborators](https://example.org)\n", ["[Collaborators](https://example.org)"]],
  ["MIT\n\nCopyright (C) 2026  A B <a@b>\nCopyright 2014-2020, C\n", ["A B <a@b>", "C"]],
  ["ABOVE COPYRIGHT NOTICE", []],
])("holders of %j", (text, holders) => expect(holdersIn(text)).toEqual(holders));
