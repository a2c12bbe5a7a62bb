import { readFileSync } from "node:fs";

/** A process that no later one can be mistaken for, though it has the same pid. */
export interface ProcessIdentity {
  readonly pid: number;
  /** In clock ticks since the machine started: the 22nd field of proc(5)'s stat. */
  readonly started: string;
  /** The kernel's id of this start of the machine; empty where it cannot be read. */
  readonly boot: string;
}

/** Undefined = there is no such process. */
export function identityOf(pid: number): ProcessIdentity | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // After the name, which may contain anything: state is the third field.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z" || fields[0] === "X") return undefined;
    return { pid, started: fields[19]!, boot: bootId() };
  } catch {
    return undefined;
  }
}

function bootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
  } catch {
    return "";
  }
}
