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
import { historyOf, mute } from "./testing/history.ts";

const folder = mkdtempSync(join(tmpdir(), "repro-"));
afterAll(() => rmSync(folder, { recursive: true }));

const pair = { a: "alice", b: "bob", from: instant(2000), within: milliseconds(10_000) } as const;
const ping: Claim = { kind: "ping", ...pair };
const path: Claim = { kind: "path", ...pair, path: "direct", steady: 5 };
const latency: Claim = { kind: "latency", ...pair, path: "direct", samples: 20 };

function script(claims: readonly Claim[], changes: Partial<ReproCase> = {}, verdict: CaseReport["verdict"] = "fail") {
  const report = { name: "full-cone", verdict, seed: 0x7f3a } as CaseReport;
  return reproScript({ scenario: "x", report, history: historyOf(mute, claims, folder), files: folder, ...changes });
}

describe("a script that repeats a case", () => {
  it.each([
    ["a ping", [ping]],
    ["a path", [ping, path]],
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
      start([process.execPath, ownFile("dist/edge.mjs"), "-f"]),
    ];
    const more = script([ping], { history: { ...history, acts } });
    expect(more).toContain(`MY_PEER=\${MY_PEER:-'/opt/my peer'}\ncommand -v "$MY_PEER"`);
    expect(more).toContain(`exec ip netns exec natlab-sn "$NODE" "$EDGE" -f )`);
    expect(more).toContain("NODE=PATH: Node.js 20.19 or later");
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
    expect(refusal(() => script([ping, latency]))).toMatch(/cannot judge what failed: latency/);
    expect(refusal(() => script([ping], {}, "inconclusive"))).toMatch(/it is inconclusive/);
    expect(refusal(() => script([]))).toMatch(/ended before anything was checked/);
    const piped = { ...historyOf(mute, [ping], folder), acts: [{ at: 1, act: { is: "start", node: "alice", argv: [process.execPath, ownFile("dist/pipe.mjs"), "x"], env: {}, pid: 3 } as const }] }; // prettier-ignore
    expect(refusal(() => script([ping], { history: piped }))).toMatch(/behind a pipe/);
  });

  it("leaves out what it cannot check, where that was met", () => {
    expect(script([latency, ping])).toMatch(/say 'not repeated: .*'\nsleep 0.3\ncheck_ping/);
  });

  it.each(["plain", "it's", "", "a b", "$x`y`", "-n", "ü\n"])("quotes %j", (word) => {
    expect(spawnSync("sh", ["-c", `printf %s ${quoted(word)}`], { encoding: "utf8" }).stdout).toBe(word);
  });
});
