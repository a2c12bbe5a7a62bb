import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { ipv4, pcap } from "./decode/testing/capture.ts";
import { compiled } from "../../ci/testing/compiled.ts";

const folder = mkdtempSync(join(tmpdir(), "tools-"));
afterAll(() => rmSync(folder, { recursive: true }));

const names = ["keygen", "vectors", "dissector", "decode"] as const;
const files = new Map<string, string>();
for (const name of names) files.set(name, await compiled(`src/tools/${name}.ts`));

function run(tool: (typeof names)[number], ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [files.get(tool)!, ...args], { encoding: "utf8" });
  return { status, stdout, stderr };
}

it("reports a tool that waits for something that never happens", async () => {
  const file = await compiled("src/tools/run-tool.ts");
  const script = `import { runTool } from ${JSON.stringify(file)}; await runTool("toy", "", () => new Promise(() => undefined));`;
  const argv = ["--input-type=module", "-e", script];
  const { status, stderr } = spawnSync(process.execPath, argv, { encoding: "utf8" });
  // Node 24 prints its own warning first.
  expect(stderr).toMatch(/(^|\n)toy: a bug in this program: it waits for something that never happens\n$/);
  expect(status).toBe(70);
});

describe("keygen", () => {
  it("prints the lines of n2n-keygen", () => {
    const user = "* logan nHWum+r42k1qDXdIeH-WFKeylK5UyLStRzxofRNAgpG\n";
    expect(run("keygen", "logan", "007")).toEqual({ status: 0, stdout: user, stderr: "" });
    const federation = "-P opIyaWhWjKLJSNOHNpKnGmelhHWRqkmY5pAx7lbDHp4\n";
    expect(run("keygen", "-F", "secretFed")).toEqual({ status: 0, stdout: federation, stderr: "" });
  });

  it("reports wrong usage, and names that will be cut", () => {
    expect(run("keygen", "logan")).toMatchObject({
      status: 64,
      stdout: "",
      stderr: expect.stringMatching(/USER PASSWORD/) as string,
    });
    expect(run("keygen", "a-user-of-16-byte", "x").stderr).toMatch(/keep 15 bytes/);
  });
});

describe("vectors", () => {
  const good = { h64: "b4d055fcf2cbbd7b", input: "" };

  it("counts, names the failures, and fails", () => {
    writeFileSync(join(folder, "a.json"), JSON.stringify({ vectors: [good, { ...good, input: "00" }] }));
    writeFileSync(join(folder, "b.json"), "[]");
    const { status, stdout } = run("vectors", folder);
    expect(status).toBe(1);
    expect(stdout.split("\n")).toEqual([
      "a.json: 1 passed, 1 failed",
      expect.stringMatching(
        /^ {2}a\.json record 1 \(Pearson hash\): h64: ours [0-9a-f]{16}, recorded b4d055fcf2cbbd7b$/,
      ),
      "b.json: 0 passed, 1 failed",
      expect.stringMatching(/^ {2}b\.json file: unknown format/),
      "vectors: 1 passed, 2 failed",
      "",
    ]);
  });

  it("needs a folder with files", () => {
    expect(run("vectors")).toMatchObject({ status: 64 });
    expect(run("vectors", join(folder, "nowhere"))).toMatchObject({ status: 64 });
  });
});

describe("dissector", () => {
  it("is written as n2n.lua, into folders that it makes", () => {
    const plugins = join(folder, "a", "b");
    const { status, stdout } = run("dissector", "--folder", plugins);
    expect([status, stdout.split("\n")[0]]).toEqual([0, join(plugins, "n2n.lua")]);
    expect(readFileSync(join(plugins, "n2n.lua"), "utf8")).toBe(run("dissector", "--print").stdout);
  });

  it("says what is wrong in one line", () => {
    expect(run("dissector", "--print", "--folder", folder)).toMatchObject({ status: 64 });
    expect(run("dissector", "--folder=")).toMatchObject({ status: 64 });
    const file = join(folder, "no-folder");
    writeFileSync(file, "");
    const { status, stderr } = run("dissector", "--folder", join(file, "plugins"));
    expect([status, stderr.trimEnd().split("\n").length]).toEqual([64, 1]);
  });
});

describe("decode", () => {
  const capture = (name: string) => fileURLToPath(new URL(`decode/captures/${name}.pcap`, import.meta.url));

  it("prints one message per line", () => {
    const { status, stdout } = run("decode", capture("userpw_wrong"), "--community", "userpwnet", "--user", "logan:no");
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toHaveLength(6);
    expect(stdout.trimEnd().split("\n")).toHaveLength(8);
  });

  it("says which file cannot be read", () => {
    expect(run("decode", "/nowhere.pcap")).toMatchObject({
      status: 64,
      stderr: "decode: cannot read /nowhere.pcap: no such file\n",
    });
    symlinkSync("circle", join(folder, "circle"));
    expect(run("decode", join(folder, "circle"))).toMatchObject({
      status: 64,
      stderr: expect.stringMatching(/^decode: cannot read .*circle: ELOOP: .*\n$/) as string,
    });
  });

  const hidden = ["--community", "hiddencomm"];
  const records = () => readFileSync(capture("hdr_a3_aes"));

  function decodeFile(name: string, bytes: Uint8Array) {
    writeFileSync(join(folder, name), bytes);
    const { status, stdout, stderr } = run("decode", join(folder, name), ...hidden);
    return { status, rows: (JSON.parse(stdout || "[]") as object[]).length, stderr };
  }

  it("decodes the intact part of a truncated capture and reports the rest, also if compressed", () => {
    const whole = decodeFile("whole.pcap", records());
    expect(whole).toMatchObject({ status: 0, stderr: "" });
    for (const [name, bytes] of [
      ["cut.pcap", records().subarray(0, -3)],
      ["cut.pcap.gz", gzipSync(records().subarray(0, -3))],
    ] as const) {
      expect(decodeFile(name, bytes)).toEqual({
        status: 2,
        rows: whole.rows - 1,
        stderr: expect.stringMatching(/^decode: .*: the capture ends within packet \d+: .*tcpdump -U\n$/) as string,
      });
    }
  });

  it("does not print [] silently", () => {
    const none = decodeFile("none.pcap", records().subarray(0, 24));
    expect(none).toMatchObject({ status: 2, rows: 0 });
    expect(none.stderr).toMatch(/the capture holds no packets\n.*no messages in it\n$/);
    const ping = decodeFile("ping.pcap", pcap([{ bytes: ipv4(1, new Uint8Array(20)) }], 101));
    expect(ping).toMatchObject({ status: 2, rows: 0 });
    expect(ping.stderr).toMatch(/1 packet without UDP or TCP: 1 ICMP\n.*no messages in it\n$/);
  });

  it("reads standard input, with users too", () => {
    const words = ["-", "--community", "userpwnet", "--user", "logan:no"];
    const { status, stdout } = spawnSync(process.execPath, [files.get("decode")!, ...words], {
      input: readFileSync(capture("userpw_wrong")),
      encoding: "utf8",
    });
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toHaveLength(6);
  });

  it("says what kind of file it is if not a capture", () => {
    writeFileSync(join(folder, "text"), "no packets here, only words and words");
    expect(run("decode", join(folder, "text"))).toEqual({
      status: 64,
      stdout: "",
      stderr: `decode: ${join(folder, "text")}: not a capture file: unknown magic number; pcap and pcapng are read, also compressed by gzip\n`,
    });
    expect(run("decode", folder)).toMatchObject({
      status: 64,
      stderr: `decode: cannot read ${folder}: it is a folder\n`,
    });
  });

  it.each([
    [["--transform", "6"], /must be 1 to 5/],
    [["--community", ""], /"" is not a community name/],
    [["--user", "logan"], /NAME:PASSWORD/],
    [["--dynamic-key", "00"], /32 hexadecimal/],
    [["--nothing"], /nothing/],
    [["another.pcap"], /which file/],
  ])("%j is wrong usage", (args, message) => {
    expect(run("decode", capture("autoip"), ...args)).toMatchObject({
      status: 64,
      stdout: "",
      stderr: expect.stringMatching(message) as string,
    });
  });

  it("shows examples", () => expect(run("decode", "--help").stdout).toMatch(/Examples:/));
});
