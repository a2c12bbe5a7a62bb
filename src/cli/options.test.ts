import { describe, expect, it } from "vitest";
import { optionHelp, parseOptions, type OptionTable } from "./options.ts";

const table = {
  list: { short: "l", long: "list", takes: "value", value: "HOST", help: "a host" },
  key: { short: "k", takes: "value", help: "a key", secret: true },
  level: { short: "A", takes: "attached", value: "N", help: "a level" },
  flag: { short: "f", long: "flag", takes: "flag", help: "a flag" },
  verbose: { short: "v", takes: "flag", help: "more" },
  header: { short: "H", takes: "flag", help: "header encryption", later: true },
  rule: { short: "R", long: "rule", takes: "value", help: "traffic filter", later: true },
} as const satisfies OptionTable;

const parse = (line: string) => parseOptions(table, line === "" ? [] : line.split(" "));

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
  ])("reads %j as getopt does", (line, given) => {
    if (given === undefined) expect(() => parse(line)).toThrow('"3" does not belong to any option');
    else expect(parse(line).given).toEqual(given);
  });

  it.each([
    ["-q", "unknown option -q; --help lists the options there are"],
    ["-fq", "unknown option -q; --help lists the options there are"],
    ["--lists a", "unknown option --lists; --help lists the options there are"],
    ["-l", "-l needs a value: HOST, a host"],
    ["--list", "--list needs a value: HOST, a host"],
    ["--flag=1", "--flag takes no value"],
    ["-H", "-H is not supported yet (header encryption)"],
    ["-R", "-R is not supported yet (traffic filter)"],
    ["--rule=x", "--rule is not supported yet (traffic filter)"],
    ["edge.conf", '"edge.conf" does not belong to any option; configuration files are not supported yet'],
    ["--", '"--" does not belong to any option; configuration files are not supported yet'],
    ["-", '"-" does not belong to any option; configuration files are not supported yet'],
  ])("refuses %j", (line, message) => {
    expect(() => parse(line)).toThrow(new RegExp(`^${message.replace(/[()]/g, "\\$&")}$`));
  });

  it("can be shown without its secrets, and means the same otherwise", () => {
    const { given, shown } = parse("-fk secret -la -ksecret -A3 --list=b -v");
    expect(shown).toEqual(["-f", "-l", "a", "-A3", "--list", "b", "-v"]);
    expect(parseOptions(table, shown).given).toEqual({ ...given, key: undefined });
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
