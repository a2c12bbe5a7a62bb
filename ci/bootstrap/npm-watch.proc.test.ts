import { execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";

/** Of the main thread, which starts all children here. */
function childrenOf(pid: number): readonly number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, "latin1").trim().split(" ").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch {
    return false;
  }
}

async function until(what: string, holds: () => boolean): Promise<void> {
  for (let i = 0; i < 400; i++) {
    if (holds()) return;
    await sleep(100);
  }
  throw new Error(`in 40 s never: ${what}`);
}

describe.each(["npm", "its shell"])("a run whose %s is killed", (whose) => {
  it("ends as well", async () => {
    // Crowds one after the other, for far longer than this test.
    const npm = spawn("npm", ["run", "-s", "scale", "--", "--edges", "4", "--runs", "100000"], {
      stdio: ["ignore", "pipe", "ignore"],
      detached: true,
    });
    let heard = "";
    npm.stdout.on("data", (chunk: Buffer) => (heard += chunk.toString()));
    const family = () => childrenOf(npm.pid!).flatMap((shell) => [shell, ...childrenOf(shell)]);
    try {
      await until("a crowd", () => heard.includes("pings"));
      const [shell, program] = family();
      expect([shell, program].map((pid) => isAlive(pid!))).toEqual([true, true]);
      process.kill(whose === "npm" ? npm.pid! : shell!, "SIGKILL");
      await until("the program ends", () => !isAlive(program!));
    } finally {
      try {
        process.kill(-npm.pid!, "SIGKILL");
      } catch {
        // All have ended.
      }
    }
  });
});

describe("a reader that leaves early", () => {
  const codes = (command: string) =>
    execFileSync("bash", ["-c", `${command} 2>/dev/null | true; echo \${PIPESTATUS[0]}`], { encoding: "utf8" }).trim();

  it("makes no tests fail", () => {
    expect(codes("npm run -s test -- --project unit src/base/byte-text.test.ts ci/layers.test.ts")).toBe("0");
    expect(codes("npm run -s test -- --project unit no-such-file")).toBe("1");
  });
});
