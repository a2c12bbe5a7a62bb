import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { parseEdgeOptions } from "../edge/options.ts";
import { edgeTable } from "../edge/table.ts";
import { type Files, takeConfigFile } from "../options/config-file.ts";
import { Options } from "../options/options.ts";
import { systemFiles } from "../options/system-files.ts";
import { parseSupernodeOptions } from "../supernode/options.ts";
import { supernodeTable } from "../supernode/table.ts";
import { sessionText } from "./convert.ts";

const corpus = join(import.meta.dirname, "../options/corpus");
const common = { env: {}, hostname: "host", random: seededRandom(1), stable: () => undefined, version: "v" };

/** n2n's file and what it was converted to, read by what starts the daemons. */
function both(kind: "edge" | "supernode", file: string) {
  const path = join(corpus, file);
  const values = kind === "edge" ? "may contain blanks" : "end at a blank";
  const { file: parsed } = takeConfigFile([path], systemFiles, values);
  const text =
    kind === "edge"
      ? sessionText(kind, edgeTable, new Options(edgeTable, [], parsed))
      : sessionText(kind, supernodeTable, new Options(supernodeTable, [], parsed));
  const files: Files = {
    absolute: (name) => name,
    read: (name) => (name === "/etc/n3n/x.conf" ? { text, mode: 0o100600 } : systemFiles.read(name)),
  };
  const parse = (argv: readonly string[]) => {
    const surroundings = { ...common, files, random: seededRandom(1) };
    const options = kind === "edge" ? parseEdgeOptions(argv, surroundings) : parseSupernodeOptions(argv, surroundings);
    if (typeof options === "string") throw new Error(options);
    // Where it is managed differs.
    return { ...options, management: options.management.password, web: "", shown: [], texts: "", warnings: [] };
  };
  return { text, before: parse([path]), after: parse(["start", "x"]) };
}

describe("a converted file", () => {
  it.each(["edge-debian.conf", "edge-web-panel.conf", "edge-sections.conf"])("starts the same edge: %s", (file) => {
    const { before, after } = both("edge", file);
    expect(after).toEqual({
      ...before,
      device: "device" in before && before.device !== "edge0" ? before.device : (after as { device: string }).device,
    });
  });

  it("starts the same supernode", () => {
    const { before, after } = both("supernode", "supernode-debian.conf");
    // n3n derives all keys from the federation's name.
    expect(after).toEqual({ ...before, federation: { name: "club", given: "by environment" } });
  });
});

it("names what n3n has no setting for, but no secret", () => {
  const argv = ["-c", "a", "-n", "10.1.0.0/16:10.0.0.2", "--http-token", "sEcReT", "--authenticated"];
  const text = sessionText("edge", edgeTable, new Options(edgeTable, argv));
  expect(text).toContain("# n3n has no setting for -n 10.1.0.0/16:10.0.0.2\n");
  expect(text).toContain("# n3n has no setting for --authenticated");
  expect(text).toContain("# n3n has no setting for --http-token\n");
  expect(text).not.toContain("sEcReT");
});
