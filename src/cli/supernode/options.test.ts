import { describe, expect, it } from "vitest";
import { ConfigError } from "../../base/config-error.ts";
import { seededRandom } from "../../base/random.ts";
import type { Files } from "../options/config-file.ts";
import { parseSupernodeOptions } from "./options.ts";

const files: Files = {
  absolute: (path) => (path.startsWith("/") ? path : `/etc/n2n/${path}`),
  read: () => ({ text: "-p 7777 # public\n-c=community.list\n\n-F=abc\n", mode: 0o100644 }),
};
const parse = (line: string, env: Record<string, string> = {}) => {
  const argv = line.split(" ").filter((word) => word !== "");
  const options = parseSupernodeOptions(argv, { env, files, random: seededRandom(1), version: "ours 1.2" });
  if (typeof options === "string") throw new Error(options);
  return options;
};

describe("supernode options", () => {
  it.each([
    ["-V", "", ""],
    ["-V", "x".repeat(19), "x".repeat(19)],
    ["-V", "x".repeat(20), "x".repeat(19)],
    ["-V", `${"x".repeat(18)}é`, "x".repeat(18)],
    ["-F", "x".repeat(18), "x".repeat(18)],
    ["-F", "x".repeat(19), "x".repeat(18)],
    ["-F", `${"x".repeat(17)}é`, "x".repeat(17)],
  ])("%s %j at its limit", (option, text, kept) => {
    const options = parseSupernodeOptions([option, text], { env: {}, files, random: seededRandom(1), version: "v" });
    if (typeof options === "string") throw new Error(options);
    expect(option === "-V" ? options.config.version : options.federation.name).toBe(kept);
    expect(options.warnings.length > 0).toBe(kept !== text);
  });

  it("have the reference's defaults", () => {
    expect(parse("")).toMatchObject({
      bind: { address: "0.0.0.0", port: 7654 },
      foreground: false,
      verbosity: 2,
      config: {
        version: "ours 1.2",
        addressRange: { first: "10.128.0.0", last: "10.255.255.0", prefix: 24 },
        spoofingProtection: true,
      },
    });
  });

  it("are read as n2n users write them", () => {
    expect(parse("-p 443 -f -v -M -m 02:00:00:00:00:01 -V hello -a 10.77.0.0-10.77.255.0/24")).toMatchObject({
      bind: { address: "0.0.0.0", port: 443 },
      foreground: true,
      verbosity: 3,
      config: {
        mac: "02:00:00:00:00:01",
        version: "hello",
        addressRange: { first: "10.77.0.0", last: "10.77.255.0", prefix: 24 },
        spoofingProtection: false,
      },
    });
    expect(parse("--local-port=192.0.2.1 --foreground").bind).toEqual({ address: "192.0.2.1", port: 7654 });
  });

  it("come from a file, with values that end at a blank", () => {
    expect(parse("supernode.conf -f")).toMatchObject({
      bind: { port: 7777 },
      communityFile: "/etc/n2n/community.list",
      federation: { name: "abc", given: "by -F" },
      shown: ["/etc/n2n/supernode.conf", "-f"],
    });
  });

  it("know the federation by default, by environment, by option", () => {
    expect(parse("").federation).toEqual({ name: "Federation", given: "by default" });
    expect(parse("", { N2N_FEDERATION: "env" }).federation).toEqual({ name: "env", given: "by environment" });
    expect(parse("-F opt", { N2N_FEDERATION: "env" }).federation).toEqual({ name: "opt", given: "by -F" });
  });

  it("take -l for the port, as before n2n v3, or for another supernode", () => {
    expect(parse("-l 5000")).toMatchObject({ bind: { address: "0.0.0.0", port: 5000 }, members: [] });
    expect(parse("-l sn.example:7654 -l 192.0.2.1:7").members).toEqual([
      { host: "sn.example", port: 7654 },
      { host: "192.0.2.1", port: 7 },
    ]);
  });

  it("cut what the reference cuts, with a warning", () => {
    expect(parse("-V twenty-characters-long -F a-federation-of-nineteen")).toMatchObject({
      config: { version: "twenty-characters-l" },
      federation: { name: "a-federation-of-ni" },
      warnings: [expect.stringContaining('of -V "twenty'), expect.stringContaining('only "a-federation-of-ni" counts')],
    });
  });

  it.each([
    ["-a 10.0.0.0/24", "-a 10.0.0.0/24 is not right: give MIN-MAX/N, like 10.77.0.0-10.77.255.0/24"],
    ["-a 10.0.0.1-10.0.1.0/24", "-a 10.0.0.1-10.0.1.0/24 is not right: 10.0.0.1 is not where a network /24 begins"],
    ["-a 10.0.2.0-10.0.1.0/24", "-a 10.0.2.0-10.0.1.0/24 is not right: 10.0.2.0 is higher than 10.0.1.0"],
    ["-a 10.0.0.0-10.0.1.0/31", '-a "31" is not right: give a whole number from 1 to 30'],
    ["-l other", '-l "other" is not right: give host:port, like supernode.example.org:7654 or [2001:db8::1]:7654'],
  ])("%s: one line that says what would be right", (line, message) => {
    expect(() => parse(line)).toThrow(new ConfigError(message));
  });
});
