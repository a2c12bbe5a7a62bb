import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { instant, milliseconds } from "../../src/base/instant.ts";
import type { Claim } from "../expect/claim.ts";
import type { CaseReport } from "../report/run-json.ts";
import { ownFile } from "../project/own-folder.ts";
import { NoRepro } from "./no-repro.ts";
import { quoted } from "./quoted.ts";
import { reproScript, type ReproCase } from "./repro.ts";
import { insidePart } from "./shell.ts";
import { historyOf, mute } from "./testing/history.ts";

const folder = mkdtempSync(join(tmpdir(), "repro-"));
afterAll(() => rmSync(folder, { recursive: true }));

const pair = { a: "alice", b: "bob", from: instant(2000), within: milliseconds(10_000) } as const;
const ping: Claim = { kind: "ping", ...pair };
const path: Claim = { kind: "path", ...pair, path: "direct", steady: 5 };
const latency: Claim = { kind: "latency", ...pair, path: "direct", samples: 20 };
const loss: Claim = { kind: "loss", ...pair, path: "relayed", samples: 44 };
const throughput: Claim = { kind: "throughput", ...pair, bytes: 1 << 20, digest: "", port: 5201, floor: 2 };
const silence: Claim = { kind: "path", ...pair, path: "none", steady: 5 };

function script(claims: readonly Claim[], changes: Partial<ReproCase> = {}, verdict: CaseReport["verdict"] = "fail") {
  const report = { name: "full-cone", verdict, seed: 0x7f3a } as CaseReport;
  return reproScript({ scenario: "x", report, history: historyOf(mute, claims, folder), files: folder, ...changes });
}

describe("a script that repeats a case", () => {
  it.each<[string, readonly Claim[]]>([
    ["a ping", [ping]],
    ["a path", [ping, path]],
    ["measurements", [ping, latency, loss, throughput]],
  ])("is one that a shell understands, with all that happened, up to the check that failed: %s", (_, claims) => {
    const text = script(claims);
    expect(spawnSync("sh", ["-n"], { input: text, encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
    expect(text.match(/^ip netns add natlab-/gm)!.length).toBeGreaterThan(5);
    const order = ["table ip nat {", "NATLAB_ADDRESS=10.77.0.2/24; export", "NATLAB_ADDRESS=10.77.0.3/24; export", "\ncheck_ping "]; // prettier-ignore
    const places = order.map((each) => text.indexOf(each));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
    expect(text.includes("\ncheck_path ")).toBe(claims.includes(path));
    expect(text).not.toContain(process.execPath);
  });

  it("brings the files of its programs along, and says what of them it needs", () => {
    mkdirSync(join(folder, "sut/alice/secrets"), { recursive: true });
    writeFileSync(join(folder, "sut/alice/peer.conf"), "it's\nEND\n");
    writeFileSync(join(folder, "sut/alice/secrets/key"), "hushhush");
    const text = script([ping]);
    expect(text).toContain(`cat > "$WORK"/sut/alice/peer.conf <<'END_'\nit's\nEND\nEND_\n`);
    expect(text).not.toContain("hushhush");
    const history = historyOf(mute, [ping], folder);
    const start = (argv: readonly string[]) => ({ at: 1600, act: { is: "start", node: "sn", argv, env: {}, pid: 9 } }) as const; // prettier-ignore
    const acts = [
      ...history.acts,
      start(["/opt/my peer", "-x"]),
      start([process.execPath, ownFile("dist/edge.cjs"), "-f"]),
    ];
    const more = script([ping], { history: { ...history, acts } });
    expect(more).toContain(`MY_PEER=\${MY_PEER:-'/opt/my peer'}\ncommand -v "$MY_PEER"`);
    expect(more).toContain(`exec ip netns exec natlab-sn "$NODE" "$EDGE" -f )`);
    expect(more).toContain("NODE=PATH: Node.js 20.19 or later");
  });

  it("measures with the bounds of the judges, and asks for the tools only then", () => {
    const text = script([ping, latency, loss, throughput]);
    const calls = text.split("\n").filter((line) => /^(pair|check_(latency|loss|throughput)) /.test(line));
    expect(calls.map((line) => line.replaceAll(/'[^']*'/g, "…"))).toEqual([
      "pair alice 10.77.0.2 eth0 bob 10.77.0.3 eth0",
      "check_latency … direct 10 20 0.0 -1.0 8.0 25.0 275.0 0.0 -1.0 8.0 25.0 275.0",
      "pair alice 10.77.0.2 eth0 bob 10.77.0.3 eth0",
      "check_loss … relayed 10 44 sn 0.0 0 0 0",
      "pair alice 10.77.0.2 eth0 bob 10.77.0.3 eth0",
      "check_throughput … 10 1048576 5201 2 …",
    ]);
    expect(text).toMatch(/^for each in ip nft ping unshare mount awk perl sha256sum timeout; do$/m);
    expect(text).toContain(
      "on Debian: apt-get install iproute2 nftables iputils-ping util-linux mount mawk perl-base coreutils",
    );
    expect(script([ping])).not.toMatch(/perl-base|check_latency/);
  });

  it("knows what failed in the run, so that another failure is not called the same", () => {
    const failed = (text: string) => /^failed=(.*)$/m.exec(text)![1];
    expect(failed(script([ping, path]))).toBe("'alice ⇄ bob direct within 10s'");
    expect(failed(script([ping, path], {}, "pass"))).toBe("''");
    const verdictOf = (claim: string) => {
      const input = `said=fail failed=b\n${insidePart({ ip: undefined, ip6: undefined, size: 1 })}\nverdict fail x ${claim}\n`;
      return spawnSync("sh", [], { input, encoding: "utf8" }).stdout.split("\n")[2];
    };
    expect([verdictOf("b"), verdictOf("a")]).toEqual([
      "verdict   fail, as in the run",
      "verdict   fail, earlier than in the run, where this failed: b",
    ]);
  });

  it("leaves out the transfer of the run, and sends its own", () => {
    const history = historyOf(mute, [throughput], folder);
    const argv = [process.execPath, ownFile("dist/transfer.mjs"), "receive", "10.77.0.3", "5201"];
    const acts = [...history.acts, { at: 1700, act: { is: "start", node: "bob", argv, env: {}, pid: 9 } as const }];
    expect(script([throughput], { history: { ...history, acts } })).not.toMatch(/transfer\.mjs|NODE=/);
  });

  it("is refused where it would not say the same", () => {
    const history = historyOf(`peer --key ${folder}/sut/alice/secrets/key`, [ping], folder);
    const refusal = (make: () => string): string => {
      try {
        return make();
      } catch (error) {
        expect(error).toBeInstanceOf(NoRepro);
        return (error as Error).message;
      }
    };
    expect(refusal(() => script([ping], { history }))).toMatch(/private keys from files/);
    expect(refusal(() => script([ping, silence]))).toMatch(/cannot judge what failed: path/);
    expect(refusal(() => script([ping], {}, "inconclusive"))).toMatch(/it is inconclusive/);
    expect(refusal(() => script([]))).toMatch(/ended before anything was checked/);
    const piped = { ...historyOf(mute, [ping], folder), acts: [{ at: 1, act: { is: "start", node: "alice", argv: [process.execPath, ownFile("dist/pipe.mjs"), "x"], env: {}, pid: 3 } as const }] }; // prettier-ignore
    expect(refusal(() => script([ping], { history: piped }))).toMatch(/behind a pipe/);
  });

  it("leaves out what it cannot check, where that was met", () => {
    expect(script([silence, ping])).toMatch(/say 'not repeated: .*'\nsleep 0.3\ncheck_ping/);
  });

  it.each(["plain", "it's", "", "a b", "$x`y`", "-n", "ü\n"])("quotes %j", (word) => {
    expect(spawnSync("sh", ["-c", `printf %s ${quoted(word)}`], { encoding: "utf8" }).stdout).toBe(word);
  });
});
