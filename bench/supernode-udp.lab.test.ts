import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Phase } from "./supernode/phases.ts";

const top = join(import.meta.dirname, "..");

describe("a supernode with 500 edges", () => {
  it("answers each of them rightly, also under a flood of garbage from one source", async () => {
    const folder = mkdtempSync(join(tmpdir(), "supernode-udp-"));
    const out = join(folder, "run.json");
    const sizes = ["--edges", "500", "--seconds", "2", "--flood", "3000", "--seed", "20260", "--out", out];
    const program = ["--import", "tsx", join(import.meta.dirname, "supernode-udp.ts"), ...sizes];
    const child = spawn(process.execPath, program, { cwd: top, stdio: "ignore" });
    const [code] = (await once(child, "exit")) as [number];
    const run = JSON.parse(readFileSync(out, "utf8")) as { phases: Phase[]; wrong: number; isRunning: boolean };
    rmSync(folder, { recursive: true });
    expect({ code, wrong: run.wrong, isRunning: run.isRunning }).toEqual({ code: 0, wrong: 0, isRunning: true });
    expect(run.phases.map(({ asked, answered }) => [asked, answered])).toEqual(
      [500, 500, 500, 500, 50, 50, 500].map((count) => [count, count]),
    );
    expect(run.phases.find(({ garbage }) => garbage !== undefined)?.garbage?.sent).toBeGreaterThan(1000);
  });
});
