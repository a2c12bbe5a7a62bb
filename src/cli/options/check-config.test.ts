import { describe, expect, it } from "vitest";
import { EnvironmentError } from "../../base/environment-error.ts";
import { seededRandom } from "../../base/random.ts";
import { parseEdgeOptions } from "../edge/options.ts";
import { edgeTable } from "../edge/table.ts";
import { checkConfig, checkedText } from "./check-config.ts";
import type { Files } from "./config-file.ts";
import { linesOfYaml } from "./yaml-file.ts";

const check = (path: string, text: string, env: Readonly<Record<string, string>> = {}) => {
  const files: Files = { read: () => ({ text, mode: 0o600 }), absolute: (name) => `/etc/${name}` };
  const readYaml = (name: string, whole: string) => linesOfYaml(name, whole, edgeTable);
  const more = { hostname: "h", random: seededRandom(1), stable: () => undefined };
  const parse = (from: Files, standIns: object) => parseEdgeOptions([path], { ...more, env: { ...standIns, ...env }, files: from, ...(path.endsWith("yaml") && { readYaml }) }); // prettier-ignore
  return checkConfig(files, (from, standIns) => parse(from, standIns) as { warnings: readonly string[] });
};

describe("check-config", () => {
  it("finds every fault of a file of n2n, in order", () => {
    const { faults } = check("e.conf", "-c=net\n-a=nonsense\nk=secret\n-l=sn:7654\n-M=20\n--nothing\n");
    expect(faults).toEqual([
      expect.stringContaining('e.conf:2: -a "nonsense" is not right: give an address'),
      expect.stringContaining('e.conf:3: "k" is not an option'),
      expect.stringContaining('e.conf:5: -M "20" is not right: give a whole number from 68 to 1900'),
      expect.stringContaining("e.conf:6: unknown option --nothing"),
    ]);
  });

  it("finds every fault of a YAML file", () => {
    const { faults } = check("e.yaml", "community: net\naddress: nonsense\nsupernodes:\n  - sn\n  - sn:1\nmto: 3\nmtu: 20\n"); // prettier-ignore
    expect(faults).toEqual([
      expect.stringContaining('e.yaml:2: address "nonsense" is not right: give an address'),
      expect.stringContaining('e.yaml:4: supernodes "sn" is not right: give host:port'),
      expect.stringContaining('e.yaml:6: no option "mto"'),
      expect.stringContaining('e.yaml:7: mtu "20" is not right'),
    ]);
  });

  it("says what is missing if nothing else is wrong, and accepts what the environment gives", () => {
    expect(check("e.yaml", "mtu: 1400\n").faults).toEqual([expect.stringContaining("-c is missing")]);
    expect(check("e.yaml", "mtu: 1400\n", { N2N_COMMUNITY: "net", N2N_SUPERNODES: "a:1 b:2" })).toEqual({ faults: [], warnings: [] }); // prettier-ignore
  });

  it("finds other faults although an option is missing", () => {
    const { faults } = check("e.yaml", "comunity: net\nmtu: 20\n");
    expect(faults).toEqual([
      expect.stringContaining('e.yaml:1: no option "comunity"'),
      expect.stringContaining('e.yaml:2: mtu "20" is not right'),
    ]);
  });

  it("passes on warnings", () => {
    const { faults, warnings } = check("e.conf", "[n2n]\n-c=net\n-l=sn:1\n");
    expect({ faults, warnings }).toEqual({ faults: [], warnings: [expect.stringContaining('e.conf:1: "[n2n]"')] });
  });

  it("ends with a file that is no configuration at all", () => {
    expect(check("e.conf", "text\n".repeat(200)).faults).toHaveLength(50);
    expect(check("e.yaml", "\u0000".repeat(2000)).faults.length).toBeGreaterThan(0);
  });

  it("is not for faults of the machine", () => {
    const files: Files = { read: () => { throw new EnvironmentError("not permitted"); }, absolute: (name) => name }; // prettier-ignore
    expect(() => checkConfig(files, (from) => ({ warnings: [from.read("x").text] }))).toThrow(EnvironmentError);
  });

  it("prints one line for each fault", () => {
    expect(checkedText("edge", "e", { faults: ["a\u001b[1m", "b"], warnings: [] })).toEqual(["a\\u001b[1m\nb\n", 64]);
    expect(checkedText("edge", "e", { faults: [], warnings: ["w"] })).toEqual(["warning: w\ne: edge can start with it\n", 0]); // prettier-ignore
  });
});
