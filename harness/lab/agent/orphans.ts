import { readFileSync, readdirSync } from "node:fs";
import { waitpid, spec } from "./libc.ts";

/**
 * The agent is init of its pid namespace: it adopts orphans, which remain zombies until it waits for them. Node waits
 * only for processes that it started, and must be the one that does; `isOurs` says which.
 */
export function reapOrphans(isOurs: (pid: number) => boolean): void {
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    if (Number.isInteger(pid) && !isOurs(pid) && isOrphanedZombie(pid)) waitpid(pid, [0], spec.noHang);
  }
}

/** proc(5): pid (comm) state ppid …; comm may hold spaces and parentheses. */
function isOrphanedZombie(pid: number): boolean {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    const [state, parent] = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return state === "Z" && Number(parent) === process.pid;
  } catch {
    return false;
  }
}
