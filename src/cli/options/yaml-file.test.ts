import { describe, expect, it } from "vitest";
import { edgeTable } from "../edge/table.ts";
import { supernodeTable } from "../supernode/table.ts";
import { settable, settingName, variableName } from "./names.ts";
import { linesOfYaml } from "./yaml-file.ts";

const read = (text: string): unknown =>
  linesOfYaml("e.yaml", text, edgeTable).map((line) => "option" in line && [line.where, line.option.name, line.option.text]); // prettier-ignore

describe("a YAML file", () => {
  it("has values, flags, lists and counts, each with its line", () => {
    const text = `# mine
community: mynet
key: "a: b # c"
supernodes:
  - one.example:7654
  - two.example:7654
address: 10.0.0.1/24
header-encryption: true
multicast: false
transform: 4
compression: true
verbose: 2
mtu: 010
mac: 02:00:00:00:00:01
description: no
`;
    expect(read(text)).toEqual([
      ["e.yaml:2: ", "community", "mynet"],
      ["e.yaml:3: ", "key", "a: b # c"],
      ["e.yaml:5: ", "supernodes", "one.example:7654"],
      ["e.yaml:6: ", "supernodes", "two.example:7654"],
      ["e.yaml:7: ", "address", "10.0.0.1/24"],
      ["e.yaml:8: ", "headerEncryption", ""],
      ["e.yaml:10: ", "transform", "4"],
      ["e.yaml:11: ", "compression", ""],
      ["e.yaml:12: ", "verbose", ""],
      ["e.yaml:12: ", "verbose", ""],
      ["e.yaml:13: ", "mtu", "010"],
      ["e.yaml:14: ", "mac", "02:00:00:00:00:01"],
      ["e.yaml:15: ", "description", "no"],
    ]);
  });

  it("may be empty, hold one document, and repeat a value by its name", () => {
    expect(read("")).toEqual([]);
    expect(read("# nothing\n")).toEqual([]);
    expect(read("--- \ncommunity: &c net\ndescription: *c\n")).toEqual([
      ["e.yaml:2: ", "community", "net"],
      ["e.yaml:3: ", "description", "net"],
    ]);
  });

  it.each([
    ["comunity: x", 'e.yaml:1: no option "comunity": docs/configuration.md lists them'],
    ["community: a\nsupernode: s:1", 'e.yaml:2: no option "supernode": did you mean supernodes?'],
    ["tap-device: x", 'e.yaml:1: no option "tap-device": did you mean device?'],
    ["l: s:1", 'e.yaml:1: no option "l": did you mean supernodes?'],
    ["help: true", 'e.yaml:1: no option "help": docs/configuration.md lists them'],
    ["\nrouting: yes", 'e.yaml:2: routing "yes" is not right: give true or false'],
    ["verbose: 9", 'e.yaml:1: verbose "9" is not right: give a number from 0 to 4'],
    ["community:\nkey: x", "e.yaml:1: community has no value: give one, or leave the line out"],
    ["community: [a, b]", "e.yaml:1: community is not a list: give one value"],
    ["community:\n  name: x", "e.yaml:2: community has other options below it: give a value"],
    ["- community: x", 'e.yaml:1: write one option per line, like "community: mynet"'],
    ["community", 'e.yaml:1: write one option per line, like "community: mynet"'],
    ["community: a\ncommunity: b", "e.yaml:2: this is not YAML: Map keys must be unique"],
    ['key: "a', 'e.yaml:1: this is not YAML: Missing closing "quote'],
    ["a: b\n\tc: d", "e.yaml:2: this is not YAML: Tabs are not allowed as indentation"],
    ["[a]: b", "e.yaml:1: the name of an option is a word"],
    ["description: *nobody", "e.yaml:1: description has no value: give one, or leave the line out"],
  ])("says in one line what is wrong: %j", (text, said) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ name: "ConfigError", message: expect.stringContaining(said) as string })); // prettier-ignore
  });

  it("never shows a secret", () => {
    for (const text of ["key: [s3cret]", "key: {s3cret: 1}", "key: s3cret\nkey: s3cret"])
      expect(() => read(text)).toThrow(expect.not.objectContaining({ message: expect.stringContaining("s3cret") as string })); // prettier-ignore
  });

  it("cannot be made to hold more than it does", () => {
    const bomb = `community: &a "x"\n${Array.from({ length: 30 }, (_, i) => `k${i}: [*a, *a, *a]`).join("\n")}`;
    expect(() => read(bomb)).toThrow('no option "k0"');
  });
});

describe.each([
  ["edge", edgeTable],
  ["supernode", supernodeTable],
])("names of the options of %s", (_program, table) => {
  it("are one for each, and none is a variable that means something else", () => {
    const names = settable(table).map(([name]) => settingName(name));
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    const taken = ["N2N_DAEMON", "N2N_ARGUMENTS", "N2N_DIR", "N2N_REF"];
    for (const [name] of settable(table)) expect(taken).not.toContain(variableName(name));
  });
});
