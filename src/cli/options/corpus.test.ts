import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { readCommunityFile } from "../supernode/community-file.ts";
import { parseEdgeOptions } from "../edge/options.ts";
import { parseSupernodeOptions } from "../supernode/options.ts";
import { systemFiles } from "./system-files.ts";

// Files as users have them: what n2n accepts is accepted here, with a warning for every line that is ignored.

const path = (name: string) => join(import.meta.dirname, "corpus", name);
const files = {
  absolute: (file: string) => systemFiles.absolute(file),
  read: (file: string) => ({ ...systemFiles.read(file), mode: 0o100600 }),
};
const surroundings = { env: {}, hostname: "host", random: seededRandom(1), files, stable: () => undefined };
const unlocated = (warnings: readonly string[]) => warnings.map((text) => text.replaceAll(/\S*\/corpus\//g, ""));

function edge(name: string) {
  const options = parseEdgeOptions([path(name)], surroundings);
  if (typeof options === "string") throw new Error(options);
  return { ...options, warnings: unlocated(options.warnings) };
}

describe("files of edges", () => {
  it("Debian's", () => {
    expect(edge("edge-debian.conf")).toMatchObject({
      key: "a key of several words # and a sign",
      device: "n2n0",
      config: { community: "Branch Office", address: { address: "10.20.30.4", prefix: 24 } },
      warnings: [],
    });
  });

  it("with sections", () => {
    expect(edge("edge-sections.conf")).toMatchObject({
      config: { community: "lab", address: { address: "10.20.30.5", prefix: 24 } },
      warnings: [
        'edge-sections.conf:1: "[edge]" is not an option and is ignored, as in n2n',
        'edge-sections.conf:2: "; this file came from an installer with sections" is not an option and is ignored, as in n2n',
        'edge-sections.conf:6: "[network]" is not an option and is ignored, as in n2n',
        'edge-sections.conf:7: "========" is not an option and is ignored, as in n2n',
        'edge-sections.conf:10: "!----- end -----" is not an option and is ignored, as in n2n',
      ],
    });
  });

  it("of a web panel, with values left empty and text behind flags", () => {
    expect(edge("edge-web-panel.conf")).toMatchObject({
      transform: "speck",
      key: "geheim",
      mtu: 1290,
      management: { port: 5650 },
      config: { address: "auto", routing: true, acceptMulticast: true, registerEvery: 30_000 },
      warnings: [
        'edge-web-panel.conf:10: "yes" after -r is ignored, as in n2n',
        'edge-web-panel.conf:11: "on" after -E is ignored, as in n2n',
        'edge-web-panel.conf:14: "s" after -i 30 is ignored, as in n2n',
        ...["-a", "-m", "-p", "-M"].map(
          (option, at) => `edge-web-panel.conf:${at + 4}: ${option} has no value, so the default is used, as in n2n`,
        ),
      ].sort((a, b) => Number(a.split(":")[1]) - Number(b.split(":")[1])),
    });
  });

  it("of a bridge", () => {
    expect(edge("edge-bridge.conf")).toMatchObject({
      device: "tapbridge0",
      config: {
        address: { address: "0.0.0.0", prefix: 0 },
        supernodes: [{ host: "sn1.example.net" }, { host: "sn2.example.net" }],
      },
      warnings: [
        "-a 0.0.0.0 leaves the interface without an address",
        "--tun-device is read as --tap-device; n2n does not know it",
      ],
    });
  });

  it("of Windows", () => {
    expect(edge("edge-windows.conf")).toMatchObject({
      key: "quoted key",
      device: "a-rather-long-d",
      config: { community: "windows", address: { prefix: 0 } },
      warnings: ['of -d "a-rather-long-device-name" only "a-rather-long-d" counts, as in n2n'],
    });
  });

  it("of n2n v2", () => {
    expect(edge("edge-v2.conf")).toMatchObject({
      device: "n2n1",
      user: "1000",
      config: { address: { address: "10.9.9.9", prefix: 16 } },
      warnings: [expect.stringMatching(/-b has no effect/)],
    });
  });
});

it("a file of a supernode", () => {
  const options = parseSupernodeOptions([path("supernode-debian.conf")], { ...surroundings, version: "v" });
  expect(options).toMatchObject({
    bind: { port: 7654 },
    config: { version: "", spoofingProtection: false },
    federation: { name: "club" },
    warnings: [],
  });
});

it("a list of communities", () => {
  const { fixed, patterns, warnings = [] } = readCommunityFile(path("community.list"), files);
  const subnets = Object.fromEntries(
    [...fixed].map(([name, { subnet }]) => [name, subnet && `${subnet.address}/${subnet.prefix}`]),
  );
  expect(subnets).toEqual({
    office: "10.1.0.0/16",
    lab: "10.2.2.0/24",
    guests: undefined,
    p2p: undefined,
    hosts: undefined,
    office2: undefined,
    branch: "10.6.6.0/24",
    team: undefined,
  });
  expect([...fixed.values()].flatMap(({ users }) => users.map(({ name }) => name))).toEqual(["alice"]);
  expect(patterns).toHaveLength(1);
  expect(unlocated(warnings).map((text) => text.slice(0, 60))).toEqual([
    'community.list:5: "10.3.3.2/31" is not a network like 10.1.2.0/24, prefix 1 to 30'.slice(0, 60),
    'community.list:6: "10.4.4.4/24" is not a network like 10.1.2.0/24, prefix 1 to 30'.slice(0, 60),
    'community.list:7: "10.5.5.0" is not a network like 10.1.2.0/24, prefix 1 to 30'.slice(0, 60),
    'community.list:8: "ask Bob before changes" is ignored, as in n2n'.slice(0, 60),
    'community.list:9: "office" appears twice; the first line counts'.slice(0, 60),
  ]);
});

describe("a line that would silently change something is refused, with file and line", () => {
  const parse = (line: string) => {
    const read = () => ({ text: `-c=n\n-l=sn:1\n${line}\n`, mode: 0o100600 });
    return parseEdgeOptions(["e.conf"], { ...surroundings, files: { ...files, read } });
  };
  it.each([
    ["k=secret", /^e\.conf:3: "k" is not an option: an option begins with -/],
    ["community other", /^e\.conf:3: "community" is not an option/],
    ["-k=", /^e\.conf:3: -k is empty/],
    ["-H no", /^e\.conf:3: -H takes no value, and "no" does not switch it off/],
    ["-r -H", /^e\.conf:3: "-H" follows -r: give each option its own line/],
    ["-A5 -H", /^e\.conf:3: "-H" follows -A5/],
    ["-a=10.0.0.1 -k=x", /^e\.conf:3: "-k=x" follows -a 10\.0\.0\.1/],
    ["-k=a\0b", /^e\.conf:3: contains a zero byte/],
    ["--nothing=1", /^e\.conf:3: unknown option --nothing/],
    ["--t=1", /^e\.conf:3: unknown option --t: --tap-device or --tun-device\?/],
    ["-R=", /^e\.conf:3: -R "" is not right/],
    ["-c=", /^-c "" is not right/],
  ])("%j", (line, complaint) => expect(() => parse(line)).toThrow(complaint));
});
