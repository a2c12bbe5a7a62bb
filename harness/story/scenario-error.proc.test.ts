import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Bug } from "../../src/base/bug.ts";
import { ConfigError } from "../../src/base/config-error.ts";
import { EnvironmentError } from "../../src/base/environment-error.ts";
import { NotSimulated } from "./not-simulated.ts";
import { ofCase, ofScenario } from "./scenario-error.ts";

// A process loads them, on machines that may have much else to do.

const top = join(import.meta.dirname, "../..");
// Beside scenarios/, so that imports of ../harness and ../topologies resolve as they do there.
const folder = mkdtempSync(join(top, ".broken-scenarios-"));
afterAll(() => rmSync(folder, { recursive: true }));

const good = `import { nat, scenario } from "../harness/index.ts";
import { twoHomes } from "../topologies/two-homes.ts";
export default scenario("NAME", {
  claim: "x",
  cases: { one: {} },
  net: () => twoHomes({ natA: nat.portRestricted, natB: nat.portRestricted }),
  between: () => ({ a: "alice", b: "bob", path: "direct" }),
  async run() {},
});
`;

type Broken = readonly [name: string, text: string, said: RegExp];

const broken: readonly Broken[] = [
  ["right", good, /^loaded$/],
  ["syntax", good.replace('claim: "x"', 'claim "x"'), /:4:8: Expected "}" but found/],
  ["unknown", good.replace("nat.portRestricted", "nat.portRestricted").replace('"x"', "nobody"), /ReferenceError: nobody is not defined/], // prettier-ignore
  ["no-module", good.replace("two-homes", "two-hommes"), /Cannot find module 'topologies\/two-hommes.ts'/],
  [
    "no-export",
    good.replace("{ nat,", "{ nat, nope,").replace("run() {}", "run() { nope(); }"),
    /does not provide an export named 'nope'/,
  ],
  ["no-default", "export const x = 1;", /write export default scenario\("no-default"/],
  ["throws", 'throw new Error("later");', /Error: later/],
  ["throws-text", 'throw "later";', /throws later/],
  ["called", good.replace('"NAME"', '"other"'), /calls itself "other"; write scenario\("called", …\)/],
  ["no-cases", good.replace("{ one: {} }", "{}"), /cases is empty/],
  ["odd-case", good.replace("{ one: {} }", '{ "../one": {} }'), /"..\/one" is not a valid name/],
  ["no-net", good.replace("net:", "nett:"), /net\(\) is missing/],
];

/** By name: the error of loading each, in one process, because a loader takes most of the time. */
async function loadAll(): Promise<Record<string, string>> {
  for (const [name, text] of broken) writeFileSync(join(folder, `${name}.ts`), text.replaceAll("NAME", name));
  const script = `
    import { loadFrom } from "./harness/run/load.ts";
    const said = {};
    for (const name of ${JSON.stringify(broken.map(([name]) => name))})
      said[name] = await loadFrom(${JSON.stringify(folder)}, name).then(() => "loaded", (it) => it.name + ": " + it.message);
    console.log(JSON.stringify(said));`;
  const argv = ["--import", "tsx", "--input-type=module", "-e", script];
  const { stdout } = await promisify(execFile)(process.execPath, argv, { cwd: top });
  return JSON.parse(stdout) as Record<string, string>;
}

describe("a scenario's file", () => {
  let messages: Record<string, string> = {};
  beforeAll(async () => void (messages = await loadAll()));

  it.each(broken)("%s", (name, _text, said) => {
    const message = messages[name]!;
    expect(message).toMatch(said);
    expect(message).not.toContain("\n");
    if (name !== "right") expect(message).toMatch(/^ConfigError: \S*(scenarios\/|broken-scenarios)/);
  });
});

describe("an error of a case", () => {
  it("names scenario and case, and keeps its class", () => {
    const refused = ofCase(new ConfigError("homeA cannot begin to translate"), "nat-reboot", "relayed") as Error;
    expect(refused).toBeInstanceOf(ConfigError);
    expect(refused.message).toBe("nat-reboot / relayed: homeA cannot begin to translate");
    for (const other of [new EnvironmentError("no room", 74), new Bug("x")]) {
      expect(ofCase(other, "nat-reboot", "relayed")).toBe(other);
    }
  });
});

describe("an error on the way", () => {
  const thrown = (error: Error, ...places: string[]) => {
    error.stack = `${error.name}: ${error.message}\n${places.map((place) => `    at f (file://${top}/${place})`).join("\n")}`;
    return ofScenario(error);
  };

  it("is a scenario's if it was thrown there, or by a function that it calls", () => {
    const story = "harness/story/story.ts:98:62";
    const cases = [
      thrown(new TypeError("no name"), "scenarios/own.ts:6:3", "harness/story/story.ts:40:5"),
      thrown(new TypeError("no name"), story, "scenarios/own.ts:6:3"),
      thrown(new ConfigError("no name"), "harness/topology/check.ts:1:1", "topologies/two.ts:3:1", "scenarios/own.ts:6:3"), // prettier-ignore
    ];
    expect(cases.map((value) => (value as Error).message)).toEqual([
      "scenarios/own.ts:6:3: TypeError: no name",
      "scenarios/own.ts:6:3: TypeError: no name",
      "scenarios/own.ts:6:3 (by topologies/two.ts:3:1): no name",
    ]);
    expect(cases.every((value) => value instanceof ConfigError)).toBe(true);
  });

  it("is unchanged if it is one of our own", () => {
    const inHarness = new TypeError("no name");
    expect(thrown(inHarness, "harness/lab-world/lab-world.ts:1:1", "scenarios/own.ts:6:3")).toBe(inHarness);
    for (const ours of [new Bug("x"), new NotSimulated("TCP")]) expect(thrown(ours, "scenarios/own.ts:6:3")).toBe(ours);
  });
});
