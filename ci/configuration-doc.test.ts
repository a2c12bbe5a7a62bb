import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { linesOfYaml } from "../src/cli/options/yaml-file.ts";
import { edgeTable } from "../src/cli/edge/table.ts";
import { configurationDoc } from "./configuration-doc.ts";

const page = readFileSync(join(import.meta.dirname, "../docs/configuration.md"), "utf8");
/** The formatter pads cells. */
const plain = (text: string): string => text.replaceAll(/ +/g, " ").replaceAll(/-{3,}/g, "---");

it("docs/configuration.md has every option as it is declared", () => {
  expect(plain(page), "run: npx tsx ci/configuration-doc.ts").toBe(plain(configurationDoc(page)));
});

it("its example is right", () => {
  const [, example] = /```yaml\n([^]*?)```/.exec(page)!;
  expect(linesOfYaml("edge.yaml", example!, edgeTable).length).toBeGreaterThan(5);
});
