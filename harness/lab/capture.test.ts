import { describe, expect, it } from "vitest";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { captureBytesMost, captureCommand, captureCounters } from "./capture.ts";

describe("captureCommand", () => {
  it("ends when its file is a little larger than what is judged", () => {
    const folder = mkdtempSync(join(tmpdir(), "natlab-capture-"));
    try {
      const file = join(folder, "flood");
      const shell = captureCommand(file).slice(0, 4);
      const flood = [...shell.slice(1), "dd", "if=/dev/zero", `of=${file}`, "bs=1048576", "count=100"];
      expect(() => execFileSync(shell[0]!, flood, { stdio: "ignore" })).toThrow();
      expect(statSync(file).size).toBeGreaterThan(captureBytesMost);
      expect(statSync(file).size).toBeLessThanOrEqual(captureBytesMost + (1 << 20));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

it("captures whole packets, or the first bytes of some", () => {
  expect(captureCommand("x").slice(-4)).toEqual(["-Z", "root", "-w", "x"]);
  const some = captureCommand("x", { snapshotBytes: 96, ringKibibytes: 512, filter: "udp dst port 9" });
  expect(some.at(-1)).toBe("udp dst port 9");
  expect(some.join(" ")).toContain(" -s 96 -B 512 ");
});

describe("captureCounters", () => {
  it("reads tcpdump's final counters", () => {
    const text =
      "tcpdump: listening on any\n12 packets captured\n14 packets received by filter\n2 packets dropped by kernel\n";
    expect(captureCounters(text)).toEqual({ captured: 12, received: 14, dropped: 2 });
  });

  it("counts what an interface dropped as dropped, and reads the singular", () => {
    const text =
      "1 packet captured\n1 packet received by filter\n0 packets dropped by kernel\n1 packet dropped by interface\n";
    expect(captureCounters(text)).toEqual({ captured: 1, received: 1, dropped: 1 });
  });

  it("returns undefined if they are missing", () => {
    expect(captureCounters("tcpdump: listening on any\n")).toBeUndefined();
  });
});
