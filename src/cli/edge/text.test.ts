import { expect, it } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { parseEdgeOptions } from "./options.ts";

const files = {
  absolute: (path: string) => path,
  read: (): never => {
    throw new Error("no file");
  },
};
const surroundings = { env: {}, hostname: "host", random: seededRandom(1), files, stable: () => undefined };

it.each([
  ["", ""],
  ["x".repeat(15), "x".repeat(15)],
  ["x".repeat(16), "x".repeat(15)],
  ["\u6211".repeat(6), Buffer.from("\u6211".repeat(5)).toString("latin1")],
  [`${"x".repeat(14)}\u00e9`, "x".repeat(14)],
])("-I %j is sent as %j", (text, description) => {
  const options = parseEdgeOptions(["-c", "net", "-l", "sn:1", "-I", text], surroundings);
  expect(options).toMatchObject({ config: { description } });
});

it.each([
  [["-k", "k\ufffd"], {}, /^-k contains U\+FFFD in place of other bytes/],
  [[], { N2N_KEY: "k\ufffd" }, /^N2N_KEY contains U\+FFFD/],
])("a key that lost bytes before it reached the program is refused: %j %j", (argv, env, complaint) => {
  expect(() => parseEdgeOptions(["-c", "net", "-l", "sn:1", ...argv], { ...surroundings, env })).toThrow(complaint);
});

it.each([
  ["-c", "x".repeat(19), "x".repeat(19)],
  ["-c", "x".repeat(20), "x".repeat(19)],
  ["-d", "x".repeat(15), "x".repeat(15)],
  ["-d", "x".repeat(16), "x".repeat(15)],
  ["-d", `${"x".repeat(14)}\u6211`, "x".repeat(14)],
])("%s %j at its limit", (option, text, kept) => {
  const options = parseEdgeOptions(["-c", "net", "-l", "sn:1", option, text], surroundings);
  if (typeof options === "string") throw new Error(options);
  expect(option === "-c" ? options.config.community : options.device).toBe(kept);
  expect(options.warnings.length > 0).toBe(kept !== text);
});

it.each([
  ["-c", ""],
  ["-d", "caf\udce9"],
  ["-d", "\u00e0"],
  ["-d", "a b"],
  ["-k", ""],
])("%s %j is refused with one line", (option, text) => {
  expect(() => parseEdgeOptions(["-l", "sn:1", "-c", "net", option, text], surroundings)).toThrow(/^-[cdk] /);
});
