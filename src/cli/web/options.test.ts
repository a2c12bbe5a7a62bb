import { describe, expect, it } from "vitest";
import { Options } from "../options/options.ts";
import { webOptions, webRows } from "./options.ts";

const parse = (line: string, env = {}) => webOptions(new Options(webRows, line.split(" ").filter(Boolean)), env);

describe("where a daemon answers over HTTP", () => {
  it.each([
    ["", []],
    [
      "--http 9100",
      [
        { host: "127.0.0.1", port: 9100 },
        { host: "::1", port: 9100, mayBeMissing: true },
      ],
    ],
    [
      "--http 127.0.0.2:9100 --http [::1]:9100",
      [
        { host: "127.0.0.2", port: 9100 },
        { host: "::1", port: 9100 },
      ],
    ],
    ["--http /run/x.sock", [{ path: "/run/x.sock" }]],
  ])("%s", (line, places) => expect(parse(line).places).toEqual(places));

  it("is reachable from elsewhere only with a token", () => {
    expect(() => parse("--http 192.0.2.1:9100")).toThrow(/needs a token.*N2N_HTTP_TOKEN/);
    expect(() => parse("--http 0.0.0.0:9100")).toThrow(/needs a token/);
    expect(() => parse("--http [::]:9100")).toThrow(/needs a token/);
    expect(parse("--http 0.0.0.0:9100", { N2N_HTTP_TOKEN: "t" })).toMatchObject({ token: "t" });
    expect(parse("--http 0.0.0.0:9100 --http-token u", { N2N_HTTP_TOKEN: "t" })).toMatchObject({ token: "u" });
  });

  it.each([
    "--http 0",
    "--http 65536",
    "--http name.example:80",
    "--http x",
    "--session a/b",
    "--session ..",
    "--session-mode 9",
    "--http-token ",
  ])("%s is refused", (line) => expect(() => webOptions(new Options(webRows, line.split(" ")), {})).toThrow());
});
