import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { version } from "../../cli/version.ts";
import { seededRandom } from "../../base/random.ts";
import { recordEdge } from "../../record/edge/recorded.ts";
import { KeptLines } from "../../record/testing/kept-lines.ts";
import { config } from "../../edge/replay/rig.ts";
import { after, instant, milliseconds } from "../../base/instant.ts";
import { compiled } from "../../../ci/testing/compiled.ts";

const folder = mkdtempSync(join(tmpdir(), "replay-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, "edge.rec");

function recorded(): string[] {
  const kept = new KeptLines();
  const { machine } = recordEdge(config, seededRandom(1), kept.recording());
  let now = instant(1_700_000_000_000);
  machine.handle({ kind: "start" }, now);
  for (let i = 0; i < 5; i++) machine.handle({ kind: "tick" }, (now = after(now, milliseconds(2000))));
  machine.handle({ kind: "stop" }, now);
  return kept.lines;
}

const whole = recorded();
const tool = await compiled("src/tools/replay.ts");

function replay(lines: readonly string[] | string, ...args: string[]) {
  writeFileSync(file, typeof lines === "string" ? lines : `${lines.join("\n")}\n`);
  const run = spawnSync(process.execPath, [tool, file, ...args], { encoding: "utf8" });
  return { code: run.status, out: run.stdout, err: run.stderr.replace(`${file}: `, "") };
}

describe("replay", () => {
  it("reports that all is the same", () => {
    expect(replay(whole)).toEqual({
      code: 0,
      out: expect.stringMatching(/^replayed 7 events, \d+ actions: all the same\n$/) as string,
      err: "",
    });
  });

  it("shows events and actions in words, as many as asked for", () => {
    const { code, out } = replay(whole, "--show", "--from", "1", "--to", "2");
    expect(code).toBe(0);
    expect(out).toMatch(
      /^1 2023-11-14T22:13:20.000Z \(\+.* s\) start\n {4}→ configure mac=02:00:00:00:00:01 address=10\.50\.0\.1\/24\n/,
    );
    expect(out).toContain("→ send to 198.51.100.1:7654 REGISTER_SUPER");
    expect(out).not.toMatch(/^3 /m);
  });

  it("shows the first difference side by side, and both versions", () => {
    const at = whole.findIndex((line) => line.includes("REGISTER_SUPER"));
    const changed = whole.with(at, whole[at]!.replace("198.51.100.1", "198.51.100.7"));
    const { code, out, err } = replay(changed);
    expect({ code, err }).toEqual({ code: 1, err: "" });
    const lines = out.split("\n");
    expect(lines[1]).toMatch(/^event 1 differs, at 2023-/);
    expect(lines[3]).toMatch(/^ {2}action \d+, in to\.address$/);
    expect(lines[4]).toMatch(/^ {2}recorded {2}send to 198\.51\.100\.7:7654 REGISTER_SUPER/);
    expect(lines[5]).toMatch(/^ {2}replayed {2}send to 198\.51\.100\.1:7654 REGISTER_SUPER/);
    expect(lines[6]).toBe(
      `recorded by version test, replayed by version ${version}: the program has changed between them`,
    );
  });

  it("gives programs the same as JSON", () => {
    const { code, out } = replay(whole, "--json", "--until", "3");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      finding: { program: "edge", versions: { recorded: "test", replayed: version }, verdict: "same", events: 3 },
    });
  });

  it("does not accept a truncated recording", () => {
    const cut = `${whole.slice(0, 6).join("\n")}\n${whole[6]!.slice(0, 20)}`;
    expect(replay(cut)).toMatchObject({
      code: 2,
      out: expect.stringContaining("the recording is cut after line 6") as string,
    });
    const open = replay(whole.slice(0, -1));
    expect(open).toMatchObject({ code: 2, out: expect.stringContaining("was killed, or is still running") as string });
    const gap = replay([...whole.slice(0, -4), '{"gap":7}']);
    expect(gap.code).toBe(2);
    expect(gap.out).toContain("could not write 7 events");
  });

  it.each<[string, readonly string[] | string, RegExp]>([
    ["nothing", "", /^replay: line 1: there is no whole line in it\n$/],
    ["garbage", "\u001b[2J\n", /^replay: line 1: not JSON, .*: \\u001b\[2J\n$/],
    ["another file", "{}\n", /^replay: line 1: this is not a recording made by --record\n$/],
    ["another format", '{"recording":2}\n', /^replay: line 1: the recording has another format/],
    ["wrong types", [whole[0]!.replace('"mac":"02', '"mac":"xx')], /^replay: line 1: mac: /],
    ["an event out of order", [whole[0]!, whole.at(-3)!], /^replay: line 2: event 7 where 1 should be\n$/],
    ["a missing event", [whole[0]!, whole[2]!], /^replay: line 2: an action without an event/],
    [
      "a missing action",
      [...whole.slice(0, 2), whole.at(-3)!],
      /^replay: line 3: not an action, of which event 1 has \d+\n$/,
    ],
    [
      "an event of no kind",
      [whole[0]!, whole[1]!.replace('"start"', '"\\u001bx"')],
      /^replay: line 2: kind: [ -~]*\n$/,
    ],
    [
      "a huge size",
      [whole[0]!, whole[1]!.replace('{"kind":"start"}', '{"kind":"frame","frame":{"hex":"","size":1e15}}')],
      /^replay: line 2: frame\.size: /,
    ],
  ])("refuses %s in one line", (_, lines, complaint) => {
    const { code, out, err } = replay(lines);
    expect({ code, out }).toEqual({ code: 64, out: "" });
    expect(err).toMatch(complaint);
  });

  it("does not read a line of a gigabyte", () => {
    writeFileSync(file, "");
    truncateSync(file, 2 ** 30);
    const run = spawnSync(process.execPath, [tool, file], { encoding: "utf8" });
    expect([run.status, run.stderr]).toEqual([64, `replay: ${file}: line 1: longer than any line of a recording\n`]);
  });

  it("refuses wrong words", () => {
    for (const args of [["--until", "0"], ["--from", "2"], ["--nothing"], ["more.rec"]]) {
      const { code, err } = replay(whole, ...args);
      expect([code, err.split("\n").length]).toEqual([64, 2]);
    }
    const missing = spawnSync(process.execPath, [tool, join(folder, "none")], { encoding: "utf8" });
    expect([missing.status, missing.stderr]).toEqual([64, `replay: ${join(folder, "none")}: there is no such file\n`]);
  });
});
