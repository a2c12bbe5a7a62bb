import { writeFileSync } from "node:fs";

/**
 * Sets what process lists show: for `ps` the command line without secrets; for `killall`, `pgrep -x` and init scripts
 * the program's bare name, which libuv would set to the beginning of that line (Linux, proc(5): comm).
 */
export function showAs(name: string, args: readonly string[]): void {
  process.title = [name, ...args].join(" ");
  try {
    writeFileSync("/proc/self/comm", name);
  } catch {
    // Without /proc it cannot be read there either.
  }
}
