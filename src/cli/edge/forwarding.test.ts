import { describe, expect, it } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { forwardingRules } from "./forwarding.ts";
import { parseEdgeOptions } from "./options.ts";

const rules = (line: string) => {
  const argv = `-c mynet -l sn.example.org:7654 -k secret ${line}`.trim().split(" ");
  const files = { absolute: (path: string) => path, read: () => ({ text: "", mode: 0o100600 }) };
  const stable = () => undefined;
  const options = parseEdgeOptions(argv, { env: {}, hostname: "h", random: seededRandom(1), stable, files });
  if (typeof options === "string") throw new Error(options);
  return forwardingRules(options);
};

describe("what a datapath may carry without the machine", () => {
  it("is every frame in the ordinary transform", () => {
    expect(rules("-A4 -r")).toMatchObject({ community: "mynet", routing: true, seal: { transform: "chacha20" } });
  });

  it("is only the frames of authenticated peers where that is required", () => {
    const required = ["", "--authenticated", "--require-authenticated"].map((line) => rules(line)?.requireAuthentic);
    expect(required).toEqual([false, false, true]);
  });

  it.each(["-z1", "-z2", "-A4 -I me -J pw", "-R 10.0.0.0/8,10.0.0.0/8,TCP-"])("is nothing with %s", (line) => {
    expect(rules(line)).toBeUndefined();
  });
});
