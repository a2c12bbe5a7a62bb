import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { sourceFiles } from "./source-files.ts";

const top = join(import.meta.dirname, "..");

/** Names that more than one file may export. */
const exceptions: readonly { readonly names: readonly string[]; readonly because: string }[] = [
  { names: ["spec"], because: "the numbers of a standard, each beside the code that follows it" },
  { names: ["tuned"], because: "numbers of ours to choose, each beside the code that uses them" },
  {
    names: ["eventfd", "ioctl", "poll", "read", "write"],
    because:
      "system calls: the product and the laboratory bind their own, and the fast path passes addresses for buffers",
  },
];

/**
 * Packet cores are programs of their own, in AssemblyScript: what both have has one name in both. So is what sets up one VPN:
 * only a list of them imports it.
 */
const isProduct = (file: string): boolean =>
  !/\.test\.ts$|\/testing\/|\/core\/|^harness\/sut\/|^bench\/vpn\//.test(file);

const declaration = /^export (?:abstract |async )?(?:type|interface|class|function\*?|const|let|enum) (\w+)/gm;

it("no two files export different things under one name", () => {
  const files = new Map<string, string[]>();
  for (const file of sourceFiles(".ts").filter(isProduct))
    for (const [, name] of readFileSync(join(top, file), "utf8").matchAll(declaration))
      files.set(name!, [...new Set([...(files.get(name!) ?? []), file])]);
  expect(files.size).toBeGreaterThan(1000);

  const excepted = new Set(exceptions.flatMap(({ names }) => names));
  const doubles = [...files].filter(([, where]) => where.length > 1);
  expect(
    doubles.filter(([name]) => !excepted.has(name)).map(([name, where]) => `${name}: ${where.join(", ")}`),
  ).toEqual([]);
  expect([...excepted].filter((name) => !doubles.some(([double]) => double === name))).toEqual([]);
});
