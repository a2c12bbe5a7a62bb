import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigError } from "../../base/config-error.ts";
import { takeConfigFile, type Files } from "./config-file.ts";

const files = (text: string, mode = 0o100600): Files => ({
  read: () => ({ text, mode }),
  absolute: (path) => `/abs/${path}`,
});
const words = (text: string, values: Parameters<typeof takeConfigFile>[2] = "may contain blanks") =>
  takeConfigFile(["x.conf"], files(text), values).file!.lines.map((line) => [
    line.where,
    ...("words" in line ? line.words : []),
  ]);

describe("configuration file", () => {
  it.each([
    ["-c=mynet", ["-c", "mynet"]],
    ["-c mynet", ["-c", "mynet"]],
    ["  -c\t mynet  ", ["-c", "mynet"]],
    ["-c = mynet", ["-c", "mynet"]],
    ["--community=mynet", ["--community", "mynet"]],
    ["-k='two words'", ["-k", "two words"]],
    ["-k=a=b", ["-k", "a=b"]],
    ["-A5", ["-A5"]],
    ["-f", ["-f"]],
    ["-k=", ["-k", ""]],
    ["-f\r", ["-f"]],
    ["-I=a\u2028b\u2029c", ["-I", "a\u2028b\u2029c"]],
  ])("%j", (line, expected) => expect(words(line)).toEqual([["x.conf:1: ", ...expected]]));

  it("skips comments and what is too short, and counts lines", () => {
    expect(words("# -c=x\n\n-\n  #x\n-f\n")).toEqual([["x.conf:5: ", "-f"]]);
  });

  it("ends a supernode's values at a blank", () => {
    expect(words("-p=7654 # public", "end at a blank")).toEqual([["x.conf:1: ", "-p", "7654"]]);
  });

  it("says which line is not an option", () => {
    expect(() => words("-f\ncommunity mynet")).toThrow(
      'x.conf:2: "community" is not an option: an option begins with -',
    );
  });

  it("says where a line has a carriage return in the middle", () => {
    expect(() => words("-f\n-c=net\r-d=n2n0")).toThrow("x.conf:2: contains a carriage return");
  });

  it("is read or refused with one line, whatever it contains", () => {
    const blank = fc.constantFrom("-", "=", " ", "\t", "\r", "\n", "\0", "\u2028", "\u0085", "#", '"', "\udcff");
    const text = fc.string({
      unit: fc.oneof(blank, fc.string({ unit: "binary", minLength: 1, maxLength: 2 })),
      maxLength: 30,
    });
    fc.assert(
      fc.property(text, (content) => {
        try {
          words(content);
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError);
        }
      }),
    );
  });

  it("is the first argument, unless that is an option", () => {
    const take = (...argv: string[]) => takeConfigFile(argv, files(""), "may contain blanks");
    expect(take("-f", "x.conf")).toEqual({ rest: ["-f", "x.conf"] });
    expect(take()).toEqual({ rest: [] });
    expect(take("x.conf", "-f")).toEqual({
      file: { path: "/abs/x.conf", lines: [], isPublic: false, warnings: [] },
      rest: ["-f"],
    });
    expect(takeConfigFile(["x"], files("", 0o100644), "may contain blanks").file?.isPublic).toBe(true);
  });
});
