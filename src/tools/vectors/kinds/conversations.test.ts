import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkFile } from "../file.ts";

const files = [
  ["edge/vectors/edge_exchange.json", 53, 21],
  ["edge/vectors/edge_exchange_elsewhere.json", 53, 21],
  ["supernode/vectors/supernode_exchange.json", 88, 4],
  ["management/vectors/management.json", 66, 6],
  ["management/vectors/management_elsewhere.json", 66, 6],
] as const;
const text = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
const check = (content: string) => checkFile("any-name.json", content, []);

describe.each(files)("%s", (path, steps, meant) => {
  it("is the same, step by step, except for intended differences", () => {
    const outcomes = check(text(path));
    expect(outcomes.filter(({ failure }) => failure !== undefined)).toEqual([]);
    expect(outcomes).toHaveLength(steps);
    expect(outcomes.filter(({ remarks = [] }) => remarks.length > 0)).toHaveLength(meant);
  });
});

/** Replaces values of the recorded edges by others of the same length, in text and in hexadecimal. */
const elsewhere: readonly (readonly [string, string])[] = [
  ["edgex", "buche"],
  ["6564676578", Buffer.from("buche").toString("hex")],
  ["02:00:00:00:00:01", "0a:bc:de:f0:12:34"],
  ["020000000001", "0abcdef01234"],
  ["02:00:00:00:00:02", "0e:fe:dc:ba:98:76"],
  ["020000000002", "0efedcba9876"],
  ["02:00:00:00:00:03", "06:17:2a:3b:4c:5d"],
  ["020000000003", "06172a3b4c5d"],
  ["10.50.0.", "10.71.9."],
  ["0a3200", "0a4709"],
  ["10.78.0.", "10.62.5."],
  ["0a4e00", "0a3e05"],
  ["50001", "61231"],
  ["c351", "ef2f"],
  ["50002", "61232"],
  ["c352", "ef30"],
  ["c343", "ef21"],
  ["50003", "61233"],
  ["c353", "ef31"],
  [":7654", ":9911"],
  ["1de6", "26b7"],
];

it("another recording of an edge is replayed with its own values", () => {
  const recorded = JSON.parse(text(files[0][0])) as { scenarios: { edge_args: string[] }[] };
  // Encrypted bytes cannot be replaced.
  const scenarios = recorded.scenarios.filter(({ edge_args }) => !edge_args.includes("-H"));
  const changed = elsewhere.reduce(
    (json, [what, by]) => json.replaceAll(what, by),
    JSON.stringify({ ...recorded, scenarios }),
  );
  const outcomes = check(changed);
  expect(outcomes.filter(({ failure }) => failure !== undefined)).toEqual([]);
  expect(outcomes).toHaveLength(30);
});

describe("a step with another recorded result fails", () => {
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
    const changed = JSON.parse(text(files[2][0])) as Exchange;
    changed.scenarios[0]!.steps[5]!.received = [];
    expect(failing(changed)).toMatchObject([
      { failure: expect.stringMatching(/REGISTER_SUPER_ACK.*silence/) as string },
    ]);
  });

  it("of a management port", () => {
    const changed = text(files[3][0]).replaceAll("unknowncmd", "nosuchcmd");
    expect(failing(JSON.parse(changed) as object).length).toBeGreaterThan(0);
  });

  it("and one that is not in the format is one failure that says where", () => {
    expect(check('{"scenarios":[],"endpoints":{"a":"nowhere"},"supernode":"1.2.3.4:5"}')).toMatchObject([
      { failure: expect.stringMatching(/cannot be replayed.*address:port/) as string },
    ]);
    const strange = text(files[2][0]).replace('"-M"', '"-Q"');
    expect(check(strange)).toMatchObject([{ failure: expect.stringMatching(/-Q is not known/) as string }]);
  });
});
