import koffi from "koffi";

/** seccomp(2): its number on each architecture (asm/unistd.h), and numbers of linux/seccomp.h and linux/filter.h. */
const numbers: Readonly<Record<string, number>> = {
  x64: 317,
  ia32: 354,
  arm: 383,
  arm64: 277,
  loong64: 277,
  ppc64: 358,
  riscv64: 277,
  s390x: 348,
};
const spec = { setModeFilter: 1, allThreads: 1, leaveSpeculation: 4, return: 0x06, allow: 0x7fff_0000 } as const;

/** struct sock_filter (linux/filter.h): one instruction of classic BPF. */
export interface FilterInstruction {
  readonly code: number;
  readonly jt: number;
  readonly jf: number;
  readonly k: number;
}

/**
 * Installs a filter that allows everything on every thread of this process. Its purpose is the accompanying
 * no_new_privs, which a thread can otherwise set only for itself, while node's threads for files, names and compiling
 * start before our code. False = the kernel has no such filters.
 */
export const filterNothing = (): boolean => filterSystemCalls([{ code: spec.return, jt: 0, jf: 0, k: spec.allow }]);

/**
 * Installs a filter on every thread of this process; programs that it starts inherit it. False = the kernel has no such
 * filters, or does not allow this one.
 */
export function filterSystemCalls(filter: readonly FilterInstruction[]): boolean {
  const number = numbers[process.arch];
  if (process.platform !== "linux" || number === undefined) return false;
  koffi.struct("sock_filter", { code: "uint16_t", jt: "uint8_t", jf: "uint8_t", k: "uint32_t" });
  koffi.struct("sock_fprog", { len: "uint16_t", filter: "sock_filter *" });
  const syscall = koffi
    .load(null)
    .func("long syscall(long number, unsigned long operation, unsigned long flags, sock_fprog *program)");
  const program = { len: filter.length, filter };
  return (syscall(number, spec.setModeFilter, spec.allThreads | spec.leaveSpeculation, program) as number) === 0;
}
