import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkFile } from "./file.ts";

const files = [
  ["edge/vectors/edge_exchange.json", 53, 21],
  ["supernode/vectors/supernode_exchange.json", 88, 4],
  ["management/vectors/management.json", 66, 6],
] as const;
const text = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const check = (content: string) => checkFile("any-name.json", content, []);

describe.each(files)("%s", (path, steps, meant) => {
  it("is held alike, step by step, but for what is meant to differ", () => {
    const outcomes = check(text(path));
    expect(outcomes.filter(({ failure }) => failure !== undefined)).toEqual([]);
    expect(outcomes).toHaveLength(steps);
    expect(outcomes.filter(({ remarks = [] }) => remarks.length > 0)).toHaveLength(meant);
  });
});

describe("a step that was recorded otherwise fails", () => {
  interface Exchange {
    readonly scenarios: readonly { readonly steps: { out?: unknown[]; received?: unknown[]; note: string }[] }[];
  }
  const failing = (content: object) => check(JSON.stringify(content)).filter(({ failure }) => failure !== undefined);

  it("of an edge", () => {
    const changed = JSON.parse(text(files[0][0])) as Exchange;
    changed.scenarios[0]!.steps[10]!.out!.pop();
    expect(failing(changed)).toMatchObject([{ failure: expect.stringMatching(/only recorded: nothing/) as string }]);
  });

  it("of a supernode", () => {
    const changed = JSON.parse(text(files[1][0])) as Exchange;
    changed.scenarios[0]!.steps[5]!.received = [];
    expect(failing(changed)).toMatchObject([
      { failure: expect.stringMatching(/REGISTER_SUPER_ACK.*silence/) as string },
    ]);
  });

  it("of a management port", () => {
    const changed = text(files[2][0]).replaceAll("unknowncmd", "nosuchcmd");
    expect(failing(JSON.parse(changed) as object).length).toBeGreaterThan(0);
  });

  it("and what is not in the format is one failure that says where", () => {
    expect(check('{"scenarios":[],"endpoints":{"a":"nowhere"},"supernode":"1.2.3.4:5"}')).toMatchObject([
      { failure: expect.stringMatching(/cannot be replayed.*address:port/) as string },
    ]);
    const strange = text(files[1][0]).replace('"-M"', '"-Q"');
    expect(check(strange)).toMatchObject([{ failure: expect.stringMatching(/-Q is not known/) as string }]);
  });
});
