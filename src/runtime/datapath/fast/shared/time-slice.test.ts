import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { shortestSlice } from "./time-slice.ts";

const script = `
  const { ownSlice, takeShortSlices } = await import(${JSON.stringify(new URL("./time-slice.ts", import.meta.url).href)});
  process.stdout.write(JSON.stringify([takeShortSlices(), ownSlice()]));`;

/** Output of a separate program started by these commands. */
function output(...before: string[]): unknown {
  const command = [...before, process.execPath, "--import", "tsx/esm", "--input-type=module", "-e", script];
  return JSON.parse(execFileSync(command[0]!, command.slice(1), { encoding: "utf8" }));
}

it.runIf(process.platform === "linux" && atLeast(6, 12))(
  "shortens the slices of a thread with the default policy",
  () => {
    expect(output("chrt", "-o", "0")).toEqual([true, shortestSlice]);
  },
);

it.runIf(process.platform === "linux")("does not change a thread with another policy", () => {
  const [taken] = output("chrt", "-b", "0") as [boolean];
  expect(taken).toBe(false);
});

function atLeast(major: number, minor: number): boolean {
  const { osRelease } = (process.report.getReport() as { header: { osRelease: string } }).header;
  const [first, second] = osRelease.split(".").map(Number);
  return first! > major || (first === major && second! >= minor);
}
