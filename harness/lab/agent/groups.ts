import { readFileSync } from "node:fs";
import { filterSystemCalls } from "../../../src/runtime/process/seccomp.ts";

/** setgroups(2) and AUDIT_ARCH_… (linux/audit.h), by architecture. */
const native: Readonly<Record<string, { readonly setgroups: number; readonly audit: number }>> = {
  x64: { setgroups: 116, audit: 0xc000_003e },
  arm64: { setgroups: 159, audit: 0xc000_00b7 },
  riscv64: { setgroups: 159, audit: 0xc000_00f3 },
};

/** linux/filter.h, linux/seccomp.h; offsets in struct seccomp_data. */
const spec = {
  load: 0x20,
  jumpIfEqual: 0x15,
  return: 0x06,
  allow: 0x7fff_0000,
  errno: 0x5_0000,
  numberAt: 0,
  archAt: 4,
};

/**
 * In a user namespace that an ordinary user made, setgroups(2) is forbidden for ever (user_namespaces(7)), and programs
 * that become root anew, as tcpdump does, give up. In this process and all that it starts the call then does nothing and
 * succeeds, which is true enough where there is one group.
 */
export function pretendSetgroups(): void {
  const known = native[process.arch];
  if (known === undefined || !isForbidden()) return;
  const one = (code: number, k: number, jt = 0, jf = 0) => ({ code, jt, jf, k });
  filterSystemCalls([
    one(spec.load, spec.archAt),
    one(spec.jumpIfEqual, known.audit, 0, 2),
    one(spec.load, spec.numberAt),
    one(spec.jumpIfEqual, known.setgroups, 1, 0),
    one(spec.return, spec.allow),
    one(spec.return, spec.errno),
  ]);
}

function isForbidden(): boolean {
  try {
    return readFileSync("/proc/self/setgroups", "latin1").trim() === "deny";
  } catch {
    return false;
  }
}
