import { readFileSync } from "node:fs";

/** Names this run of tests: the process that starts those of the files, and when it began, in clock ticks since the boot (proc(5)). */
export function thisRun(): string {
  const fields = readFileSync(`/proc/${process.ppid}/stat`, "latin1")
    .replace(/^.*\) /s, "")
    .split(" ");
  return `${process.ppid} ${fields[19]!}`;
}
