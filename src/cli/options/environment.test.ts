import { describe, expect, it } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { edgeTable } from "../edge/table.ts";
import { parseEdgeOptions } from "../edge/options.ts";
import { secretVariables } from "./names.ts";
import { Options } from "./options.ts";

const edge = (line: string, env: Readonly<Record<string, string>>, mode = 0o600) => {
  const files = { read: () => ({ text: "-c=filed\n-l=f:1\n-M=1300\n", mode }), absolute: (path: string) => path };
  const more = { env, hostname: "h", random: seededRandom(1), stable: () => undefined, files };
  return parseEdgeOptions(line.split(" ").filter(Boolean), more) as Exclude<
    ReturnType<typeof parseEdgeOptions>,
    string
  >;
};

describe("options in the environment", () => {
  it("are all of them, lists separated by blanks", () => {
    const env = { N2N_COMMUNITY: "net", N2N_SUPERNODES: " a:1  b:2\n", N2N_MTU: "1400", N2N_MULTICAST: "true", N2N_ROUTING: "false", N2N_RELAY_ONLY: "2", N2N_VERBOSE: "2" }; // prettier-ignore
    const settings = edge("", env);
    expect(settings.config.supernodes).toEqual([{ host: "a", port: 1 }, { host: "b", port: 2 }]); // prettier-ignore
    expect(settings).toMatchObject({ mtu: 1400, verbosity: 4, config: { acceptMulticast: true, routing: false, transport: "tcp" } }); // prettier-ignore
  });

  it("count where neither file nor command line says anything", () => {
    const env = { N2N_COMMUNITY: "env", N2N_SUPERNODES: "e:1", N2N_MTU: "1400", N2N_DEVICE: "env0" };
    expect(edge("e.conf -M 1500", env)).toMatchObject({ mtu: 1500, device: "env0", config: { supernodes: [{ host: "f" }] } }); // prettier-ignore
    expect(edge("e.conf", env).mtu).toBe(1300);
  });

  it("are named in errors, and secrets are neither shown nor blamed on the file", () => {
    expect(() => edge("e.conf", { N2N_INTERVAL: "x" })).toThrow('N2N_INTERVAL "x" is not right');
    expect(() => edge("e.conf", { N2N_HEADER_ENCRYPTION: "on" })).toThrow('N2N_HEADER_ENCRYPTION "on" is not right: give true or false'); // prettier-ignore
    const settings = edge("e.conf", { N2N_KEY: "s3cret" }, 0o644);
    expect(settings).toMatchObject({ key: "s3cret", keyInArguments: false, warnings: [] });
    expect(settings.shown.join(" ")).not.toContain("s3cret");
  });

  it("that are empty do not count", () => {
    expect(edge("e.conf", { N2N_MTU: "", N2N_KEY: "" })).toMatchObject({ mtu: 1300, transform: "null" });
  });

  it("are forgotten by a running daemon if they are secret", () => {
    expect(secretVariables(edgeTable)).toEqual(["N2N_KEY", "N2N_PASSWORD", "N2N_MANAGEMENT_PASSWORD", "N2N_HTTP_TOKEN", "N3N_KEY", "N3N_PASSWORD"]); // prettier-ignore
  });

  it("are not asked for questions", () => {
    expect(new Options(edgeTable, [], undefined, { N2N_HELP: "true", N2N_VERSION: "true" }).has("help")).toBe(false);
  });
});
