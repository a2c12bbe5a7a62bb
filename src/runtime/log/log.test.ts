import { describe, expect, it } from "vitest";
import { line, syslogLog } from "./log.ts";

const at = new Date("2026-11-21T10:00:00.123Z");

describe("log line", () => {
  it("is time, level, phrase and facts", () => {
    const note = {
      level: "info",
      what: "peer is direct",
      with: { socket: "192.0.2.1:40000", count: 3, ok: true },
    } as const;
    expect(line(note, at)).toBe("2026-11-21T10:00:00.123Z INFO peer is direct socket=192.0.2.1:40000 count=3 ok=true");
  });

  it.each([
    ["two words", '"two words"'],
    ["", '""'],
    ["a\nERROR forged", '"a\\nERROR forged"'],
    ["a=b", '"a=b"'],
    ["\u001b[31mred", '"\\u001b[31mred"'],
    ["\u009b31mred", '"\\u009b31mred"'],
    ["caf\u00e9\u2028", '"café\\u2028"'],
    ["我的电脑", "我的电脑"],
    ["caf\udce9", '"caf\\xe9"'],
    ["\u202eabc", '"\\u202eabc"'],
  ])("quotes %j", (value, expected) => {
    expect(line({ level: "normal", what: "x", with: { value } }, at)).toBe(
      `2026-11-21T10:00:00.123Z NORMAL x value=${expected}`,
    );
  });
});

it("a text that is too long does not fill the log", () => {
  const long = "x".repeat(5_000_000);
  const written = line({ level: "normal", what: long, with: { why: long } }, at);
  expect(written).toMatch(/ x{1000}… why="x{1000}…"$/);
});

it("the system's log gets priority and program, and no lines above the verbosity", () => {
  const lines: string[] = [];
  const verbosity = { level: 1 };
  const log = syslogLog(verbosity, "edge", (text) => lines.push(text));
  const note = { level: "warning", what: "lost", with: { why: "a b" } } as const;
  log(note);
  log({ ...note, level: "debug" });
  verbosity.level = 4;
  log({ ...note, level: "debug" });
  expect(lines).toEqual([`<28>edge[${process.pid}]: lost why="a b"`, `<31>edge[${process.pid}]: lost why="a b"`]);
});
