import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConfigError } from "../../src/base/config-error.ts";
import { seconds } from "../../src/base/instant.ts";
import { Story, claimed } from "../evidence/testing/story.ts";
import { writeDigests } from "../evidence/store/digests.ts";
import { writeEvidence } from "../evidence/store/store.ts";
import { caseReport, unevidencedCase } from "../report/case-report.ts";
import { exitCodeOf } from "../report/exit-code.ts";
import { writeReports } from "../report/write-reports.ts";
import { judgeAgain } from "./judge-again.ts";

let folder: string;
const of = (...path: string[]) => join(folder, "cases", "one", ...path);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "natlab-judge-"));
  const story = new Story({ linkB: { delay: "20ms" } });
  story.steps.push(claimed({ kind: "ping", a: "alice", b: "bob", from: Story.start, within: seconds(5) }));
  story.pings(8, 100, "direct");
  const evidence = story.evidence(2000);
  await writeEvidence(of(), evidence);
  await writeReports(folder, {
    schema: 1,
    tool: { name: "n2n-natlab", version: "0.1.0" },
    machine: { kernel: "6.1", node: "20" },
    scenario: "story",
    claim: "It works.",
    world: "sim",
    seed: 1,
    started: "2026-01-01T00:00:00.000Z",
    duration: 1,
    cases: [caseReport(evidence, { a: "alice", b: "bob", path: "either", duration: 1, folder: "cases/one" })], // prettier-ignore
  });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const judged = async () => {
  const run = await judgeAgain(folder);
  return {
    verdict: run.cases.map((caseReport) => caseReport.verdict).join(),
    why: run.cases[0]?.why ?? "",
    code: exitCodeOf([run]),
  };
};
const edit = (file: string, from: string | RegExp, to: string) => {
  const text = readFileSync(file, "utf8");
  expect(text).toMatch(from);
  writeFileSync(file, text.replace(from, to));
};

it("judges sealed evidence as it was judged in the run", async () => {
  expect(await judged()).toEqual({ verdict: "pass", why: "", code: 0 });
});

it("seals evidence in a way that sha256sum checks", () => {
  const output = execFileSync("sha256sum", ["-c", "SHA256SUMS"], { cwd: of(), encoding: "utf8" });
  expect(output.trim().split("\n")).toHaveLength(2 + 6);
});

describe("a stored verdict without its evidence is inconclusive:", () => {
  it.each<[string, () => void, RegExp]>([
    ["all of it is missing", () => rmSync(join(folder, "cases"), { recursive: true }), /evidence.json is missing/],
    ["evidence.json is missing", () => rmSync(of("evidence.json")), /cases\/one\/evidence.json is missing/],
    ["a capture is missing", () => rmSync(of("capture/alice.pcap")), /capture\/alice.pcap is missing/],
    ["interfaces.json is missing", () => rmSync(of("interfaces.json")), /interfaces.json is missing/],
    ["the digests are missing", () => rmSync(of("SHA256SUMS")), /SHA256SUMS is missing/],
    ["a name was changed", () => edit(of("evidence.json"), '"what": "ping"', '"what": "pong"'), /evidence.json was changed/], // prettier-ignore
    ["interfaces were renamed", () => edit(of("interfaces.json"), '"eth0"', '"eth9"'), /interfaces.json was changed/],
    ["a capture was cut between frames", () => truncateSync(of("capture/bob.pcap"), 24), /capture\/bob.pcap was changed/], // prettier-ignore
    ["a capture was added", () => appendFileSync(of("capture/eve.pcap"), "x"), /capture\/eve.pcap was added/],
    ["it is of another case", () => edit(of("evidence.json"), '"case": "one"', '"case": "two"'), /the evidence of story \/ two/], // prettier-ignore
    ["it is of another seed", () => edit(of("evidence.json"), '"seed": 1', '"seed": 2'), /seed 2/],
    ["run.json names no folder", () => edit(join(folder, "run.json"), /,\s*"folder": "cases\/one"/, ""), /.*/],
  ])("%s", async (what, damage, why) => {
    damage();
    if (what === "run.json names no folder") rmSync(join(folder, "cases"), { recursive: true });
    const found = await judged();
    expect(found).toMatchObject({ verdict: "inconclusive", code: 2 });
    expect(found.why).toMatch(why);
    expect(found.why).toContain("run.json says pass");
  });
});

describe("damaged evidence is one line that names the file:", () => {
  const wrong = (file: string, from: RegExp, to: string) => () => edit(join(folder, file), from, to);
  it.each<[string, () => void, RegExp]>([
    ["a folder for a capture", () => (rmSync(of("capture/sn.pcap")), mkdirSync(of("capture/sn.pcap"))), /sn.pcap is not a regular file/], // prettier-ignore
    ["a link to a device", () => (rmSync(of("capture/sn.pcap")), symlinkSync("/dev/zero", of("capture/sn.pcap"))), /sn.pcap is a link/], // prettier-ignore
    ["a pipe", () => (rmSync(of("capture/sn.pcap")), execFileSync("mkfifo", [of("capture/sn.pcap")])), /sn.pcap is not a regular file/], // prettier-ignore
    ["a sparse file of 3 GB", () => truncateSync(of("capture/sn.pcap"), 3e9), /sn.pcap has 3000000000 bytes/],
    ["a capture cut within a frame", () => truncateSync(of("capture/sn.pcap"), 100), /sn.pcap: the file ends/],
    ["a folder that is a link", () => (renameSync(of(), join(folder, "moved")), symlinkSync("../moved", of())), /cases\/one is a link/], // prettier-ignore
    ["run.json that is a link", () => (renameSync(join(folder, "run.json"), join(folder, "r")), symlinkSync("r", join(folder, "run.json"))), /run.json is a link/], // prettier-ignore
    ["evidence outside", wrong("run.json", /"cases\/one"/, '"../elsewhere"'), /run.json: the folder of one is "..\/elsewhere"/], // prettier-ignore
    ["evidence without a case", () => mkdirSync(join(folder, "cases", "two")), /no case for .*cases\/two/], // prettier-ignore
    ["a case name that is a path", wrong("run.json", /"name": "one"/, '"name": "../one"'), /"..\/one" is not a case name/], // prettier-ignore
    ["run.json is not JSON", () => writeFileSync(join(folder, "run.json"), "{"), /run.json is not JSON/],
    ["run.json has a wrong type", wrong("run.json", /"verdict": "pass"/, '"verdict": 1'), /run.json is not .*cases.0.verdict/], // prettier-ignore
    ["no topology", wrong("cases/one/evidence.json", /"topology": \{/, '"topology": 7, "x": {'), /evidence.topology/],
    ["a step of a wrong type", wrong("cases/one/evidence.json", /"steps": \[/, '"steps": [7,'), /evidence.steps.0/],
    ["an interface of a wrong type", wrong("cases/one/evidence.json", /"interfaces": \[/, '"interfaces": [null,'), /interfaces.0/], // prettier-ignore
    ["a claim about an unknown host", wrong("cases/one/evidence.json", /"a": "alice"/, '"a": "nobody"'), /"nobody" is not in the topology/], // prettier-ignore
    [
      "a number that is not finite",
      wrong("cases/one/evidence.json", /"until": \d+/, '"until": 1e999'),
      /evidence.until/,
    ],
    ["no case", wrong("run.json", /"cases": \[[^]*\]/, '"cases": []'), /run.json holds no case/],
    ["a pair with an unknown host", wrong("run.json", /"a": "alice"/, '"a": "carol"'), /run.json: one is about carol/],
    ["evidence of a case that never ran", wrong("run.json", /,\s*"folder": "cases\/one"/, ""), /one names no folder, but /], // prettier-ignore
    [
      "digests that are not digests",
      () => writeFileSync(of("SHA256SUMS"), "abc\n"),
      /SHA256SUMS: line 1 is not the digest/,
    ],
    ["digests of a file outside the run", () => writeFileSync(of("SHA256SUMS"), `${"0".repeat(64)}  ../../run.json\n`), /line 1/], // prettier-ignore
  ])("%s", async (_what, damage, said) => {
    damage();
    const error: unknown = await judgeAgain(folder).catch((value: unknown) => value);
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as Error).message).toMatch(said);
    expect((error as Error).message).not.toContain("\n");
  });

  it.each([
    ["stimuli", /"interval": 50/, '"interval": 0'],
    ["overlay", /"device": "n2n0"/, '"device": 5'],
    ["proofs", /"router": "homeA"/, '"router": 5'],
    ["relays", /"port": 7654/, '"port": "x"'],
    ["claims", /"within": 5000/, '"within": -1'],
    ["reaches", /"observations": \[/, '"reaches": 7, "observations": ['],
    ["waiting times", /"until": /, '"waiting": [{}], "until": '],
    ["captures of one node", /"node": "sn",(\s*"dropped")/, '"node": "bob",$1'],
    ["captures of another node", /"capture\/sn.pcap"/, '"capture/bob.pcap"'],
  ])("wrong %s, however it was sealed", async (_where, from, to) => {
    edit(of("evidence.json"), from, to);
    await writeDigests(of());
    await expect(judgeAgain(folder)).rejects.toThrow(/evidence\.json: (evidence|captures)\./);
  });
});

it("passes no case that does not claim its expected path", async () => {
  edit(join(folder, "run.json"), '"expectedPath": "either"', '"expectedPath": "relayed"');
  const why = "the story makes no claim that alice ⇄ bob is relayed, as between() expects";
  expect(await judged()).toEqual({ verdict: "inconclusive", why, code: 2 });
});

it("keeps the stored verdict of a case without evidence, unless it is pass or fail", async () => {
  const run = await judgeAgain(folder);
  const none = (verdict: Parameters<typeof unevidencedCase>[3]["verdict"], name: string) =>
    unevidencedCase(name, new Story().evidence(1).topology, 1, { a: "alice", b: "bob", path: "direct", duration: 1, folder: `cases/${name}`, verdict }); // prettier-ignore
  rmSync(join(folder, "cases"), { recursive: true });
  await writeReports(folder, {
    ...run,
    cases: [
      none({ verdict: "unsupported", why: "there is no ntop" }, "skipped"),
      none({ verdict: "inconclusive", why: "nft refused" }, "unclear"),
      none({ verdict: "fail", expected: "x", observed: "y", stoppedAt: "z", because: [] }, "failed"),
    ],
  });
  const { cases } = await judgeAgain(folder);
  expect(cases.map(({ verdict }) => verdict)).toEqual(["unsupported", "inconclusive", "inconclusive"]);
  expect(cases.map(({ why }) => why).join()).toMatch(/no ntop.*nft refused.*run.json says fail/);
});
