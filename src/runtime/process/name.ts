import { writeFileSync } from "node:fs";

/**
 * What the list of processes shows: `ps` the command line without secrets; `killall`, `pgrep -x` and init scripts the
 * program's bare name, which libuv would fill with the beginning of that line (Linux, proc(5): comm).
 */
export function showAs(name: string, args: readonly string[]): void {
  process.title = [name, ...args].join(" ");
  try {
    writeFileSync("/proc/self/comm", name);
  } catch {
    // Without /proc no one can read it there.
  }
}
