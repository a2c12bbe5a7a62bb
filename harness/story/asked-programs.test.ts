import { expect, it } from "vitest";
import { ConfigError } from "../../src/base/config-error.ts";
import { askedFlags, parseNodes, parseSut } from "./asked-programs.ts";

it.each([
  [[], { byHost: {} }],
  [["tinc"], { all: "tinc", byHost: {} }],
  [["alice=ours,bob=ntop"], { byHost: { alice: "ours", bob: "ntop" } }],
  [["alice=ours", "bob=ntop"], { byHost: { alice: "ours", bob: "ntop" } }],
  [["tinc,sn=ours"], { all: "tinc", byHost: { sn: "ours" } }],
])("--sut %j", (texts, asked) => expect(parseSut(texts)).toEqual(asked));

it.each([
  [["tinc", "nebula"], "--sut tinc,nebula: give one program for all hosts, or HOST=PROGRAM"],
  [["alice="], "--sut alice=: must be PROGRAM or HOST=PROGRAM, e.g. tinc or alice=ours,bob=ntop"],
  [["=tinc"], "--sut =tinc: must be PROGRAM or HOST=PROGRAM"],
  [["tinc,"], "--sut : must be PROGRAM or HOST=PROGRAM"],
  [["bob=ours,bob=tinc"], "--sut bob=… is given twice"],
])("--sut %j is refused in one line", (texts, line) => {
  expect(() => parseSut(texts)).toThrow(ConfigError);
  expect(() => parseSut(texts)).toThrow(line);
});

it("takes a command with commas and equals signs whole", () => {
  expect(parseNodes(["alice=./peer --a=b,c 'd e'"])).toEqual({ alice: "./peer --a=b,c 'd e'" });
  expect(() => parseNodes(["./peer"])).toThrow("--node ./peer: must be HOST=COMMAND");
});

it("is repeated in the form that a shell takes", () => {
  const commands = { bob: "echo 'it''s'" };
  expect(askedFlags({ all: "tinc", byHost: { sn: "ours" }, commands })).toEqual([
    "--sut tinc",
    "--sut sn=ours",
    String.raw`--node bob='echo '\''it'\'''\''s'\'''`,
  ]);
});
