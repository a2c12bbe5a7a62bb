import { describe, expect, it } from "vitest";
import { ConfigError } from "../../base/config-error.ts";
import type { ConfigFile } from "./config-file.ts";
import { optionHelp, type OptionTable } from "./table.ts";
import { Options } from "./options.ts";

const table = {
  list: { short: "l", long: "list", takes: "value", value: "HOST", help: "a host" },
  key: { short: "k", takes: "value", help: "a key", secret: true },
  level: { short: "A", takes: "attached", value: "N", help: "a level" },
  flag: { short: "f", long: "flag", takes: "flag", help: "a flag" },
  verbose: { short: "v", takes: "flag", help: "more" },
  old: { short: "b", takes: "flag" },
} as const satisfies OptionTable;

const parse = (line: string, file?: ConfigFile) => new Options(table, line === "" ? [] : line.split(" "), file);
const given = (options: Options<typeof table>) =>
  Object.fromEntries(
    Object.keys(table).flatMap((name) => {
      const all = options.all(name as keyof typeof table, (_option, text) => text);
      return all.length === 0 ? [] : [[name, all]];
    }),
  );

describe("command line", () => {
  it.each([
    ["", {}],
    ["-l a", { list: ["a"] }],
    ["-la -l b --list c --list=d", { list: ["a", "b", "c", "d"] }],
    ["-ksecret", { key: ["secret"] }],
    ["-A", { level: [""] }],
    ["-A3 -f", { level: ["3"], flag: [""] }],
    ["-A 3", undefined],
    ["-fvvla", { flag: [""], verbose: ["", ""], list: ["a"] }],
    ["-l -f", { list: ["-f"] }],
    ["--list=a=b", { list: ["a=b"] }],
    ["--list=", { list: [""] }],
  ])("reads %j as getopt does", (line, expected) => {
    if (expected === undefined) expect(() => parse(line)).toThrow('"3" does not belong to any option');
    else expect(given(parse(line))).toEqual(expected);
  });

  it.each([
    ["-q", "unknown option -q; --help lists the options"],
    ["-fq", "unknown option -q; --help lists the options"],
    ["--lists a", "unknown option --lists; --help lists the options"],
    ["-l", "-l needs a value: HOST, a host"],
    ["--list", "--list needs a value: HOST, a host"],
    ["--flag=1", "--flag takes no value"],
    ["edge.conf", '"edge.conf" does not belong to any option; a configuration file comes first'],
    ["--", '"--" does not belong to any option; a configuration file comes first'],
    ["-", '"-" does not belong to any option; a configuration file comes first'],
  ])("refuses %j", (line, message) => {
    expect(() => parse(line)).toThrow(new RegExp(`^${message.replace(/[()]/g, "\\$&")}$`));
  });

  it("can be shown without its secrets, otherwise unchanged", () => {
    const options = parse("-fk secret -la -ksecret -A3 --list=b -v");
    expect(options.shown).toEqual(["-f", "-l", "a", "-A3", "--list", "b", "-v"]);
    expect(given(new Options(table, options.shown))).toEqual({ ...given(options), key: undefined });
  });

  it("is read after the file, whose errors name the line", () => {
    const lines = ["-l=a", "-A 4", "-f # stay", "-k in file"].map((line, at) => {
      const [name, value] = line.split(/[ =](.*)/);
      return { where: `x.conf:${at + 1}: `, words: value === undefined ? [name!] : [name!, value] };
    });
    const options = parse("-l b", { path: "/x.conf", lines, isPublic: false, warnings: [] });
    expect(given(options)).toEqual({ list: ["a", "b"], level: ["4"], flag: [""], key: ["in file"] });
    expect(options.shown).toEqual(["/x.conf", "-l", "b"]);
    expect(options.inArguments("key")).toBe(false);
    const refuse = (option: string, text: string) => {
      throw new ConfigError(`${option} ${text} is wrong`);
    };
    expect(() => options.one("level", refuse)).toThrow("x.conf:2: -A 4 is wrong");
    const bad = (words: string[]) => () =>
      parse("", { path: "/x.conf", lines: [{ where: "x.conf:9: ", words }], isPublic: false, warnings: [] });
    expect(bad(["-f", "no"])).toThrow("x.conf:9: -f takes no value");
    expect(bad(["--nothing"])).toThrow("x.conf:9: unknown option --nothing; --help lists the options");
    expect(bad(["-l"])).toThrow("x.conf:9: -l needs a value: HOST, a host");
  });

  it("lists what is supported in its help", () => {
    expect(optionHelp(table).split("\n")).toEqual([
      "  -l, --list HOST  a host",
      "  -k               a key",
      "  -A[N]            a level",
      "  -f, --flag       a flag",
      "  -v               more",
    ]);
  });
});
