import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { captureBytesMost } from "../lab/capture.ts";
import { deluge } from "./deluge.ts";
import { showInLaboratory } from "./laboratory.ts";

/** Tunable, milliseconds of processor time, which does not depend on what else the machine does. */
const workMost = 8_000;

/** Milliseconds that this process has computed so far. */
const worked = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "natlab-deluge-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const captures = (): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".pcap"));

describe("a program that floods", () => {
  it("is inconclusive, its captures are bounded, and the runner stays responsive", async () => {
    let [last, deaf] = [worked(), 0];
    const watch = setInterval(() => {
      deaf = Math.max(deaf, worked() - last);
      last = worked();
    }, 20);
    const { verdict, why } = await showInLaboratory(deluge, "direct", folder);
    clearInterval(watch);
    expect({ verdict, why }).toMatchObject({ verdict: "inconclusive" });
    expect(why).toMatch(/a program floods the network|lost \d+ packets?/);
    for (const file of captures()) expect(statSync(join(folder, file)).size).toBeLessThan(captureBytesMost + (2 << 20));
    expect(deaf).toBeLessThan(workMost);
  }, 240_000);

  it("does not keep an interruption waiting", async () => {
    const interruption = new AbortController();
    const shown = showInLaboratory(deluge, "direct", folder, { interrupted: interruption.signal }).catch(
      (error: unknown) => error,
    );
    const begun = async (): Promise<boolean> => {
      await sleep(50);
      return captures().some((file) => statSync(join(folder, file)).size > 1 << 20);
    };
    while (!(await begun())) continue;
    const before = worked();
    interruption.abort(new Error("enough"));
    expect(await shown).toMatchObject({ message: "enough" });
    expect(worked() - before).toBeLessThan(workMost);
  }, 240_000);
});
