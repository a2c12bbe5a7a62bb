import { describe, expect, it } from "vitest";
import { alignColumns } from "./text/columns.ts";
import { renderFailure } from "./text/failure.ts";
import { renderLadder } from "./ladder/ladder.ts";
import type { Ladder } from "./run-json.ts";
import { plain } from "./text/style.ts";
import { testRun } from "./testing/run.ts";
import { renderTable } from "./text/report.ts";
import { wrapped } from "./text/wrap.ts";

const run = testRun();
const widths = [60, 72, 80, 100, 120, 140, 160, 200];
const wordsOf = (text: string) => text.split(/\s+/).filter((word) => word !== "");
const widest = (text: string) => Math.max(...text.split("\n").map((line) => line.length));

describe.each(widths)("in a terminal of %i columns", (width) => {
  const natural = renderTable(run, plain);
  it("the table fits, and no word is broken", () => {
    const text = renderTable(run, plain, width);
    expect(widest(text)).toBeLessThanOrEqual(width);
    const said = new Set(wordsOf(text));
    expect(wordsOf(natural).filter((word) => !said.has(word) && word !== "case")).toEqual([]);
  });

  it("a failure fits, except for commands, which stay whole", () => {
    const place = { folder: "reports/runs/20261121T164720.819Z-story", width };
    const lines = renderFailure(run, run.cases[1]!, plain, place).split("\n");
    const isCommand = (line: string) => /^ {2}(again|by hand|packets|judge) /.test(line);
    expect(lines.filter((line) => line.length > width && !isCommand(line))).toEqual([]);
    const said = new Set(wordsOf(lines.join("\n")));
    const { expected, observed, stoppedAt } = run.cases[1]!.failure!;
    expect(wordsOf(`${expected} ${observed} ${stoppedAt}`).filter((word) => !said.has(word))).toEqual([]);
  });

  it.each([2, 4, 6, 10])("a ladder over %i nested NATs fits, with every port and every packet", (depth) => {
    const ladder = nested(depth);
    const text = renderLadder(ladder, plain, width);
    expect(widest(text)).toBeLessThanOrEqual(width);
    for (const { cells, frame } of ladder.rows) {
      for (const cell of cells) expect(text).toContain(cell.text);
      expect(text).toContain(`${frame.node} #${frame.frame}`);
    }
    for (const { title } of ladder.columns) for (const word of wordsOf(title)) expect(text).toContain(word);
  });
});

it("a ladder that is too wide for columns shows ways in words", () => {
  expect(renderLadder(nested(1), plain, 60).split("\n")).toEqual([
    "  t        alice | r0 symmetric, IPv6 firewall APDF | bob",
    "  0.100    REGISTER_SUPER  alice → r0 :40000 → bob",
    "             ×3 until 0.400; bob #7",
    "  0.200    REGISTER  bob → ✘ r0 :40000",
    "             refused, for alice; r0 #8",
    "  0.300    PACKET  alice → r0 :40000 → ✘",
    "             lost, for bob; r0 #9",
  ]);
});

it("tables that hardly fit squeeze their cells, and become blocks before cells get too narrow", () => {
  const rows = [
    [{ text: "case" }, { text: "because" }, { text: "verdict" }],
    [{ text: "one" }, { text: "as many words as it takes to be wide" }, { text: "pass" }],
  ];
  const at = (width: number) => alignColumns(rows, { width, titled: true });
  expect(at(60)).toEqual(alignColumns(rows));
  expect(at(40)).toEqual([
    "  case  because                  verdict",
    "  one   as many words as it      pass",
    "        takes to be wide",
  ]);
  expect(at(26)).toEqual([
    "  one",
    "    because  as many words as",
    "             it takes to be",
    "             wide",
    "    verdict  pass",
  ]);
});

it("text beside a long one goes below it where there is no room", () => {
  const rows = [[{ text: "npm run lab -- up two-homes" }, { text: "alice and bob behind two NATs" }]];
  expect(alignColumns(rows, { width: 56 })).toEqual([
    "  npm run lab -- up two-homes  alice and bob behind two",
    "                               NATs",
  ]);
  expect(alignColumns(rows, { width: 40 })).toEqual([
    "  npm run lab -- up two-homes",
    "      alice and bob behind two NATs",
  ]);
});

it("blocks leave empty cells out", () => {
  const rows = [["node", "nat", "link"], ["alice", "", "forty milliseconds"]].map((row) => row.map((text) => ({ text }))); // prettier-ignore
  expect(alignColumns(rows, { width: 24, titled: true })).toEqual([
    "  alice",
    "    link  forty",
    "          milliseconds",
  ]);
});

it("wraps between words, keeps line breaks, and does not break a long word", () => {
  expect(wrapped("a bb ccc dddddddd e", 6)).toEqual(["a bb", "ccc", "dddddddd", "e"]);
  expect(wrapped("one two\nthree four", 9, 2)).toEqual(["one two", "three", "  four"]);
  expect(wrapped("as it is", undefined)).toEqual(["as it is"]);
});

/** alice behind `depth` routers, one in the other, and bob on the internet. */
function nested(depth: number): Ladder {
  const routers = Array.from({ length: depth }, (_, i) => `r${i}`);
  const inner = routers.map((node, i) => ({ node, text: `:${40_000 + i}` }));
  const alice = (text: string) => ({ node: "alice", text });
  const bob = (text: string) => ({ node: "bob", text });
  return {
    columns: [
      { node: "alice", title: "alice" },
      ...routers.map((node) => ({ node, title: `${node} symmetric, IPv6 firewall APDF` })),
      { node: "bob", title: "bob" },
    ],
    rows: [
      {
        at: 100,
        until: 400,
        times: 3,
        label: "REGISTER_SUPER",
        end: "delivered",
        cells: [alice("REGISTER_SUPER"), ...inner, bob("REGISTER_SUPER")],
        frame: { node: "bob", frame: 7 },
      },
      {
        at: 200,
        times: 1,
        label: "REGISTER",
        end: "refused",
        towards: "alice",
        cells: [bob("REGISTER"), ...inner.slice(-1)],
        frame: { node: `r${depth - 1}`, frame: 8 },
      },
      {
        at: 300,
        times: 1,
        label: "PACKET",
        end: "lost",
        towards: "bob",
        cells: [alice("PACKET"), ...inner],
        frame: { node: `r${depth - 1}`, frame: 9 },
      },
    ],
  };
}
