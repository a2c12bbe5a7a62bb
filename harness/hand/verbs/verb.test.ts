import { describe, expect, it } from "vitest";
import { startWhat } from "../programs/words.ts";
import { readCommand, readVerbOptions, VerbUsage } from "./verb.ts";
import { isLabVerb, runVerb } from "./run-verb.ts";
import { labVerbs } from "./verbs.ts";
import { labHelp, verbHelp } from "./help.ts";

const setting = { folder: "/", say: () => undefined, isTerminal: false };

describe("a verb's words", () => {
  it("leave what follows a node to the program, whatever it looks like", () => {
    expect(readCommand(["alice", "--", "ls", "-n", "--name", "x"], {})).toMatchObject({ node: "alice", command: ["ls", "-n", "--name", "x"] }); // prettier-ignore
    expect(readCommand(["alice", "ls", "--", "-l"], {})).toMatchObject({ node: "alice", command: ["ls", "--", "-l"] });
    const named = { node: "bob", command: ["ip", "-br", "a"], values: { name: "two" } };
    for (const given of [["-n", "two"], ["--name", "two"], ["--name=two"]])
      expect(readCommand([...given, "bob", "--", "ip", "-br", "a"], {})).toMatchObject(named);
    expect(readCommand(["bob", "-n", "two", "--", "ip", "-br", "a"], {})).toMatchObject(named);
    expect(() => readCommand(["bob", "--nam=two", "--", "ip"], {})).toThrow(VerbUsage);
    expect(() => readCommand(["--nam", "two", "bob"], {})).toThrow(VerbUsage);
    expect(readCommand([], {})).toMatchObject({ command: [] });
  });

  it("take options anywhere otherwise, and refuse unknown ones", () => {
    const options = { json: { type: "boolean", default: false } } as const;
    expect(readVerbOptions(["alice", "--json", "-n", "x"], options)).toEqual({ words: ["alice"], values: { json: true, name: "x" } }); // prettier-ignore
    expect(() => readVerbOptions(["--jso"], options)).toThrow(/Unknown option '--jso'/);
    expect(() => readVerbOptions(["--name"], options)).toThrow(/--name/);
  });

  it.each([
    ["exec", [], /^exec: a node and a command; write: exec NODE -- COMMAND …; see npm run lab -- exec --help$/],
    ["exec", ["alice", "--"], /^exec: a node and a command/],
    ["shell", ["alice", "bob"], /^shell: a word too many: bob/],
    ["up", [], /^up: which network\?/],
    ["up", ["two-homes", "--name", "a/b"], /^--name "a\/b": write at most 40 letters/],
    ["nat", ["homeA", "--set", "home", "--show"], /^nat: --set stands alone/],
    ["nat", ["homeA", "--set", "full-cane"], /^no NAT full-cane; did you mean full-cone/],
    ["link", ["homeA", "los=5%"], /^link: los=5% is not a change/],
    ["reboot", ["homeA", "soon"], /not a duration/],
    ["flush", ["homeA", "homeB"], /^write: flush ROUTER/],
    ["capture", ["alice", "udp"], /^capture: a word too many: udp; a filter comes after --/],
    ["down", ["--all", "two-homes"], /^down: --all and two-homes: give one of them/],
    ["up", ["two-homes", "--node", "alice"], /^--node alice: must be HOST=COMMAND/],
    ["do", [], /^do: which file\?/],
    ["do", ["/no/such/file"], /^\/no\/such\/file: ENOENT/],
    ["start", ["alice"], /^start: a host and a program/],
    ["start", ["alice", "nebla"], /^start: no program nebla; did you mean nebula/],
    ["start", ["alice", "tinc", "--port", "x"], /^start: --port x: must be a number/],
    ["start", ["sn", "tinc", "--helper", "--port", "7"], /^start: --helper takes no other option/],
    ["start", ["alice", "--"], /the command is missing|a host and a program/],
  ])("%s %j is refused", async (verb, args, why) => {
    await expect(runVerb(verb, args, setting)).rejects.toThrow(why);
  });

  it("are explained by --help, but not after a command's own", async () => {
    for (const [name, verb] of Object.entries(labVerbs)) {
      expect(isLabVerb(name)).toBe(true);
      expect(labHelp()).toContain(verb.usage);
      const said: string[] = [];
      expect(await runVerb(name, ["--help"], { ...setting, say: (text) => said.push(text) })).toBe(0);
      expect(said.join("\n")).toBe(verbHelp(name, verb));
      expect(verb.examples.length).toBeGreaterThan(0);
      for (const [args] of verb.examples) expect(args.split(" ")[0]).not.toBe(name);
    }
  });
});

describe("what start is given", () => {
  it.each([
    [["edge"], { as: "system", system: "ours", helper: false, options: {} }],
    [["supernode"], { as: "system", system: "ours", helper: true, options: {} }],
    [["edge", "-c", "net"], { as: "daemon", daemon: "edge", args: ["-c", "net"] }],
    [["nebula", "--helper"], { as: "system", system: "nebula", helper: true, options: {} }],
    [["ntop", "--relay-only", "--port", "4000"], { as: "system", system: "ntop", helper: false, options: { port: 4000, peerToPeer: false } }], // prettier-ignore
    [["--", "edge", "-f"], { as: "command", argv: ["edge", "-f"], folder: "/here" }],
  ])("%j", (words, what) => {
    expect(startWhat(words, "/here")).toEqual(what);
  });
});
