import { readdirSync, readFileSync } from "node:fs";

// Of all encodings Node reads UTF-8 at half the cost of others, and these are read many times a second.

/**
 * How long a program, all its threads and all its children have waited for a processor so far, in milliseconds: the
 * second figure of /proc/PID/task/TID/schedstat (Documentation/scheduler/sched-stats.rst). Undefined if the kernel does
 * not report it, or the program has ended. Threads and children that have ended are not counted.
 */
export function waited(pid: number): number | undefined {
  try {
    let total = 0;
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      const [, nanoseconds] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ");
      total += Number(nanoseconds) / 1e6;
      for (const child of childrenOf(pid, thread)) total += waited(child) ?? 0;
    }
    return total;
  } catch {
    return undefined;
  }
}

/** Empty without CONFIG_PROC_CHILDREN. */
function childrenOf(pid: number, thread: string): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8");
    return text.split(" ").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** Whether it is sleeping, not waiting for a processor: "S" in proc(5)'s stat. False if it has ended. */
export function isAsleep(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name before it may contain anything, even parentheses.
    return stat.slice(stat.lastIndexOf(")") + 2).startsWith("S");
  } catch {
    return false;
  }
}
