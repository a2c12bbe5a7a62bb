import { expect, it } from "vitest";
import { seededRandom } from "../base/random.ts";
import { parseEdgeOptions } from "./edge-options.ts";

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
  [["-k", "k\ufffd"], {}, /^-k came with bytes that were replaced/],
  [[], { N2N_KEY: "k\ufffd" }, /^N2N_KEY came with bytes/],
])("a key whose bytes were lost on the way is refused: %j %j", (argv, env, complaint) => {
  expect(() => parseEdgeOptions(["-c", "net", "-l", "sn:1", ...argv], { ...surroundings, env })).toThrow(complaint);
});
