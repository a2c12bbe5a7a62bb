import { describe, expect, it } from "vitest";
import { ConfigError } from "../../base/config-error.ts";
import { seededRandom } from "../../base/random.ts";
import { parseEdgeOptions } from "../edge/options.ts";
import { parseSupernodeOptions } from "../supernode/options.ts";

const files = { absolute: (path: string) => `/abs/${path}`, read: () => ({ text: "", mode: 0o600 }) };

const edge = (line: string) => {
  const argv = ["-c", "net", "-l", "sn:7654", ...line.split(" ")];
  const around = { env: {}, hostname: "host", random: seededRandom(1), stable: () => undefined, files };
  return parseEdgeOptions(argv, around) as Exclude<ReturnType<typeof parseEdgeOptions>, string>;
};
const supernode = (line: string) => {
  const around = { env: {}, random: seededRandom(1), files, version: "1" };
  return parseSupernodeOptions(line.split(" "), around) as Exclude<ReturnType<typeof parseSupernodeOptions>, string>;
};

describe.each([
  ["edge", edge],
  ["supernode", supernode],
] as const)("--record of %s", (_, parse) => {
  it("names a file, records headers up to 64 MiB, and uses the portable datapath", () => {
    const { recording, datapath } = parse("--record x.rec");
    expect(recording).toEqual({ path: "/abs/x.rec", limit: 64 << 20, payloads: "heads" });
    expect(datapath).toBe("portable");
  });

  it("takes a limit, payloads and another datapath if given", () => {
    const { recording, datapath } = parse("--record x.rec --record-limit 2 --record-payloads --datapath fast");
    expect(recording).toEqual({ path: "/abs/x.rec", limit: 2 << 20, payloads: "whole" });
    expect(datapath).toBe("fast");
  });

  it("is absent otherwise", () => expect(parse("-v")).not.toHaveProperty("recording"));

  it.each(["--record-limit 3", "--record-payloads", "--record x --record-limit 0", "--record="])(
    "refuses %s",
    (line) => {
      expect(() => parse(line)).toThrow(ConfigError);
    },
  );
});

it.each(["-H", "-k secret -A3", "-k secret --authenticated"])(
  "an edge with %s records on the portable path only",
  (how) => {
    expect(edge(`--record x ${how}`).datapath).toBe("portable");
    expect(() => edge(`--record x ${how} --datapath fast`)).toThrow("leave out --datapath");
    expect(edge(`--record x -k secret --no-authenticated --datapath fast`).datapath).toBe("fast");
  },
);
